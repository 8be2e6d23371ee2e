import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0007_process_policies"),
        ("party", "0002_policies"),
        ("plan", "0006_improvement_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BusinessArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("order", "name"),
            },
        ),
        migrations.CreateModel(
            name="StrategyFocus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=160)),
                ("aim", models.TextField(blank=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("order", "name"),
            },
        ),
        migrations.CreateModel(
            name="CostKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "divides_by",
                    models.CharField(
                        choices=[("equal", "equal"), ("ownership", "ownership"), ("inhabitants", "inhabitants")],
                        max_length=11,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "certainty",
                    models.CharField(
                        choices=[("verified", "Verified"), ("secondary", "Secondary"), ("memory", "Memory")],
                        default="verified",
                        max_length=9,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("divides_by", "-valid_from"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="costkey_ends_after_it_starts",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("divides_by", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="costkey_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GateDemand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "gate",
                    models.CharField(
                        choices=[("bp1", "bp1"), ("bp2", "bp2"), ("bp3", "bp3"), ("bp4", "bp4"), ("bp5", "bp5")],
                        max_length=3,
                    ),
                ),
                (
                    "demand",
                    models.CharField(
                        choices=[
                            ("mandate", "mandate"),
                            ("proposal", "proposal"),
                            ("benefits", "benefits"),
                            ("management_document", "management_document"),
                            ("baseline", "baseline"),
                            ("risk_analysis", "risk_analysis"),
                            ("dpia_screening", "dpia_screening"),
                            ("capacity", "capacity"),
                            ("procurement_plan", "procurement_plan"),
                            ("results", "results"),
                            ("handover", "handover"),
                            ("realisation_plan", "realisation_plan"),
                        ],
                        max_length=19,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
                (
                    "certainty",
                    models.CharField(
                        choices=[("verified", "Verified"), ("secondary", "Secondary"), ("memory", "Memory")],
                        max_length=9,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("gate", "order", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="gatedemand_ends_after_it_starts",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("gate", "="),
                            ("demand", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="gatedemand_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(choices=[("project", "Project"), ("run", "Run")], default="project", max_length=7),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("concept", "concept"),
                            ("planning", "planning"),
                            ("execution", "execution"),
                            ("closing", "closing"),
                            ("realising", "realising"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                        ],
                        default="idea",
                        max_length=10,
                    ),
                ),
                ("owner_function", models.CharField(blank=True, help_text="who answers for it", max_length=160)),
                ("led_by", models.CharField(blank=True, help_text="the function that leads it", max_length=160)),
                ("description", models.TextField(blank=True)),
                (
                    "is_common",
                    models.BooleanField(
                        default=True, help_text="for all owners; otherwise for the municipalities named"
                    ),
                ),
                ("start_on", models.DateField(blank=True, null=True)),
                ("end_on", models.DateField(blank=True, null=True)),
                (
                    "budget",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="NOK excluding VAT", max_digits=14, null=True
                    ),
                ),
                (
                    "divides_by",
                    models.CharField(
                        blank=True,
                        choices=[("equal", "equal"), ("ownership", "ownership"), ("inhabitants", "inhabitants")],
                        max_length=11,
                    ),
                ),
                ("shared_on", models.DateField(blank=True, help_text="the day whose key divides the cost", null=True)),
                ("stopped_because", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "certainty",
                    models.CharField(
                        choices=[("verified", "Verified"), ("secondary", "Secondary"), ("memory", "Memory")],
                        default="verified",
                        max_length=9,
                    ),
                ),
                ("remark", models.TextField(blank=True)),
                ("is_example", models.BooleanField(default=False)),
                ("municipalities", models.ManyToManyField(blank=True, related_name="+", to="party.organisation")),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="who runs it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="party.organisation",
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plan.procurement",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.servicegroup",
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plan.strategyfocus",
                    ),
                ),
            ],
            options={
                "ordering": ("title",),
            },
        ),
        migrations.CreateModel(
            name="Benefit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("is_disbenefit", models.BooleanField(default=False, help_text="something lost")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("avoided_cost", "avoided_cost"),
                            ("saved_time", "saved_time"),
                            ("quality", "quality"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "owner_function",
                    models.CharField(blank=True, help_text="in the line, who answers for it", max_length=160),
                ),
                ("beneficiary", models.CharField(blank=True, max_length=160)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("is_lower_better", models.BooleanField(default=False)),
                ("baseline", models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True)),
                ("baseline_on", models.DateField(blank=True, null=True)),
                (
                    "aim",
                    models.DecimalField(blank=True, decimal_places=3, help_text="the target", max_digits=14, null=True),
                ),
                ("aim_on", models.DateField(blank=True, null=True)),
                (
                    "measured_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("delivery", "Delivery"),
                            ("self_service", "Self Service"),
                            ("availability", "Availability"),
                            ("major_incidents", "Major Incidents"),
                        ],
                        max_length=15,
                    ),
                ),
                ("method", models.TextField(blank=True)),
                ("assumptions", models.TextField(blank=True)),
                ("risk", models.TextField(blank=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "certainty",
                    models.CharField(
                        choices=[("verified", "Verified"), ("secondary", "Secondary"), ("memory", "Memory")],
                        default="verified",
                        max_length=9,
                    ),
                ),
                ("remark", models.TextField(blank=True)),
                ("is_example", models.BooleanField(default=False)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="benefits", to="plan.project"
                    ),
                ),
            ],
            options={
                "ordering": ("project_id", "is_disbenefit", "order", "key"),
            },
        ),
        migrations.CreateModel(
            name="ProjectProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "demand",
                    models.CharField(
                        choices=[
                            ("mandate", "mandate"),
                            ("proposal", "proposal"),
                            ("benefits", "benefits"),
                            ("management_document", "management_document"),
                            ("baseline", "baseline"),
                            ("risk_analysis", "risk_analysis"),
                            ("dpia_screening", "dpia_screening"),
                            ("capacity", "capacity"),
                            ("procurement_plan", "procurement_plan"),
                            ("results", "results"),
                            ("handover", "handover"),
                            ("realisation_plan", "realisation_plan"),
                        ],
                        max_length=19,
                    ),
                ),
                ("is_needed", models.BooleanField(default=True)),
                (
                    "said",
                    models.TextField(help_text="what was approved and where it is found, or why it is not needed"),
                ),
                ("approved_by", models.CharField(help_text="a function", max_length=160)),
                ("approved_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proofs", to="plan.project"
                    ),
                ),
            ],
            options={
                "ordering": ("project_id", "approved_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="StrategyMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_on", models.DateField()),
                ("held_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=9,
                    ),
                ),
                ("present", models.CharField(blank=True, help_text="functions", max_length=300)),
                ("minutes", models.TextField(blank=True)),
                ("is_example", models.BooleanField(default=False)),
                (
                    "sector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.servicegroup"
                    ),
                ),
            ],
            options={
                "ordering": ("-planned_on", "sector"),
            },
        ),
        migrations.CreateModel(
            name="StrategyItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prioritised", "Prioritised"),
                            ("postponed", "Postponed"),
                            ("rejected", "Rejected"),
                            ("noted", "Noted"),
                        ],
                        max_length=11,
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(help_text="among what was prioritised, 1 first", null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="discussed", to="plan.project"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="plan.strategymeeting"
                    ),
                ),
            ],
            options={
                "ordering": ("meeting_id", "rank", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="TimeSpent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("spent_on", models.DateField()),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.businessarea"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="who wrote it down",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="time", to="plan.project"
                    ),
                ),
            ],
            options={
                "ordering": ("-spent_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="BenefitMeasurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measured_on", models.DateField(help_text="of a month's figure its last day")),
                ("value", models.DecimalField(decimal_places=3, max_digits=14)),
                ("part", models.PositiveIntegerField(help_text="of a share: so many", null=True)),
                ("whole", models.PositiveIntegerField(help_text="of so many", null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "benefit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measurements", to="plan.benefit"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="none: the platform",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="party.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("benefit_id", "measured_on"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("benefit", "municipality", "measured_on"),
                        name="benefitmeasurement_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.DateField(help_text="its first day")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=8)),
                ("remark", models.CharField(blank=True, max_length=300)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.businessarea"
                    ),
                ),
            ],
            options={
                "ordering": ("quarter", "area"),
                "constraints": [
                    models.UniqueConstraint(fields=("area", "quarter"), name="capacity_once"),
                    models.CheckConstraint(condition=models.Q(("hours__gte", 0)), name="capacity_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__day", 1), ("quarter__month__in", [1, 4, 7, 10])),
                        name="capacity_by_quarter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyInhabitants",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inhabitants", models.PositiveIntegerField()),
                (
                    "cost_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="inhabitants", to="plan.costkey"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="party.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("cost_key_id", "-inhabitants"),
                "constraints": [
                    models.UniqueConstraint(fields=("cost_key", "municipality"), name="keyinhabitants_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GatePassing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "gate",
                    models.CharField(
                        choices=[("bp1", "bp1"), ("bp2", "bp2"), ("bp3", "bp3"), ("bp4", "bp4"), ("bp5", "bp5")],
                        max_length=3,
                    ),
                ),
                ("passed_on", models.DateField()),
                ("decided_by", models.CharField(help_text="a function", max_length=160)),
                ("line", models.TextField(blank=True, help_text="what the protocol says")),
                ("met", models.JSONField(default=list, help_text="[{demand, is_needed, said}], as it was at the gate")),
                (
                    "is_checked",
                    models.BooleanField(default=True, help_text="passed here; otherwise written down afterwards"),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passings", to="plan.project"
                    ),
                ),
            ],
            options={
                "ordering": ("project_id", "gate"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "gate"), name="gatepassing_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_checked", True), models.Q(("source", ""), _negated=True), _connector="OR"
                        ),
                        name="gatepassing_sourced",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("amount", models.DecimalField(decimal_places=2, help_text="NOK excluding VAT", max_digits=14)),
                (
                    "cost_key",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.costkey"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="party.organisation"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="plan.project"
                    ),
                ),
            ],
            options={
                "ordering": ("project_id", "-percent", "municipality"),
                "constraints": [models.UniqueConstraint(fields=("project", "municipality"), name="costshare_once")],
            },
        ),
        migrations.CreateModel(
            name="CapacityNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.DateField(help_text="its first day")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=8)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.businessarea"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="plan.project"
                    ),
                ),
            ],
            options={
                "ordering": ("project_id", "quarter", "area"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "area", "quarter"), name="capacityneed_once"),
                    models.CheckConstraint(condition=models.Q(("hours__gt", 0)), name="capacityneed_something"),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__day", 1), ("quarter__month__in", [1, 4, 7, 10])),
                        name="capacityneed_by_quarter",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("baseline__isnull", True), ("baseline_on__isnull", True)),
                    models.Q(("baseline__isnull", False), ("baseline_on__isnull", False)),
                    _connector="OR",
                ),
                name="benefit_baseline_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("aim__isnull", True), ("aim_on__isnull", True)),
                    models.Q(("aim__isnull", False), ("aim_on__isnull", False)),
                    _connector="OR",
                ),
                name="benefit_aim_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("aim_on__isnull", True),
                    ("baseline_on__isnull", True),
                    ("aim_on__gt", models.F("baseline_on")),
                    _connector="OR",
                ),
                name="benefit_aim_after_baseline",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectproof",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("project", "demand"),
                name="projectproof_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start_on__isnull", True),
                    ("end_on__isnull", True),
                    ("end_on__gte", models.F("start_on")),
                    _connector="OR",
                ),
                name="project_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget__isnull", True), ("budget__gte", 0), _connector="OR"),
                name="project_budget_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phase", "stopped"), _negated=True),
                    models.Q(("stopped_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="project_stopped_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "run"), _negated=True),
                    ("phase__in", ["idea", "execution", "done", "stopped"]),
                    _connector="OR",
                ),
                name="project_run_has_no_gates",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategymeeting",
            constraint=models.UniqueConstraint(fields=("sector", "planned_on"), name="strategymeeting_once"),
        ),
        migrations.AddConstraint(
            model_name="strategymeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True), ("held_on__isnull", False), _connector="OR"
                ),
                name="strategymeeting_held_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategyitem",
            constraint=models.UniqueConstraint(fields=("meeting", "project"), name="strategyitem_once"),
        ),
        migrations.AddConstraint(
            model_name="strategyitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rank__isnull", False)),
                fields=("meeting", "rank"),
                name="strategyitem_one_of_a_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategyitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "prioritised"), ("rank__gte", 1)),
                    models.Q(models.Q(("decision", "prioritised"), _negated=True), ("rank__isnull", True)),
                    _connector="OR",
                ),
                name="strategyitem_ranked_when_prioritised",
            ),
        ),
        migrations.AddIndex(
            model_name="timespent",
            index=models.Index(fields=["spent_on", "project"], name="timespent_by_day"),
        ),
        migrations.AddConstraint(
            model_name="timespent",
            constraint=models.CheckConstraint(condition=models.Q(("hours__gt", 0)), name="timespent_something"),
        ),
    ]
