"""Who sees what is said of a move by hand: the integrator, as with all that is weak or open."""

from django.db import migrations

from knutepunkt.base.policies import guard, keep_history


class Migration(migrations.Migration):
    """Each word by hand is left in the trail, with who said it."""

    dependencies = (("plan", "0016_clarifications"),)

    operations = (guard("plan_clarification"), keep_history("plan_clarification"))
