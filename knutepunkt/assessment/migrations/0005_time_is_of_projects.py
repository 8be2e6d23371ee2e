"""What run-projects take of the time is reckoned in `plan`, which moves the figures before this."""

from django.db import migrations


class Migration(migrations.Migration):
    """The figures that were entered by team go."""

    dependencies = (("assessment", "0004_projects_as_subjects"),)

    operations = (migrations.DeleteModel("TimeShare"),)
