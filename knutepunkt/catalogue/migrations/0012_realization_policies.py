"""Who sees what of ours fills a reference model; its history."""

from django.db import migrations

from knutepunkt.base.policies import guard, keep_history


class Migration(migrations.Migration):
    """As the architectures themselves, it is the integrator's to see."""

    dependencies = (("catalogue", "0011_realizations"),)

    operations = (
        guard("catalogue_realization"),
        keep_history("catalogue_realization"),
    )
