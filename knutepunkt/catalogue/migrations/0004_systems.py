"""Components, integrations, redundancy, and architectures that were read in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What stands around applications, and what others wrote down."""

    dependencies = [
        ("catalogue", "0003_fallback_service"),
        ("party", "0002_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Architecture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("documentation", models.TextField(blank=True)),
                ("properties", models.JSONField(blank=True, default=list, help_text="[name, value] as they stood")),
                (
                    "left_out",
                    models.JSONField(
                        blank=True, default=dict, help_text="what the file held and is not kept: kind, number"
                    ),
                ),
                ("file", models.CharField(blank=True, max_length=200)),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="ArchitectureConcept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("name", models.TextField(blank=True)),
                ("documentation", models.TextField(blank=True)),
                ("properties", models.JSONField(blank=True, default=list)),
                (
                    "attributes",
                    models.JSONField(blank=True, default=dict, help_text="access, direction, strength, specialization"),
                ),
                ("place", models.PositiveIntegerField(help_text="its place in the file, to be written back in order")),
            ],
            options={
                "ordering": ("place",),
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("system", "System"),
                            ("software", "Software"),
                            ("database", "Database"),
                            ("server", "Server"),
                            ("storage", "Storage"),
                            ("network", "Network"),
                            ("identity", "Identity"),
                            ("site", "Site"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=8,
                    ),
                ),
                ("wording", models.CharField(blank=True, help_text="as the source words it", max_length=300)),
                ("source", models.CharField(blank=True, max_length=120)),
                ("remark", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="DependencyVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Integration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=100, unique=True)),
                (
                    "direction",
                    models.CharField(
                        choices=[("one", "One"), ("both", "Both"), ("unstated", "Unstated")],
                        default="unstated",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("exists", "Exists"),
                            ("planned", "Planned"),
                            ("possible", "Possible"),
                            ("missing", "Missing"),
                            ("retired", "Retired"),
                        ],
                        default="exists",
                        max_length=8,
                    ),
                ),
                ("carries", models.CharField(blank=True, help_text="which data", max_length=200)),
                ("protocol", models.CharField(blank=True, max_length=80)),
                ("frequency", models.CharField(blank=True, max_length=80)),
                ("authentication", models.CharField(blank=True, max_length=80)),
                ("wording", models.CharField(blank=True, help_text="as the source words it", max_length=300)),
                ("source", models.CharField(blank=True, max_length=120)),
                (
                    "certainty",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("example", "Example")],
                        default="stated",
                        max_length=8,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("key",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="dependency",
            name="dependency_has_one_subject",
        ),
        migrations.RemoveConstraint(
            model_name="dependency",
            name="dependency_has_one_object",
        ),
        migrations.AddField(
            model_name="dependency",
            name="least",
            field=models.PositiveSmallIntegerField(default=1, help_text="how many of them must be up"),
        ),
        migrations.AddField(
            model_name="dependency",
            name="redundancy",
            field=models.CharField(blank=True, help_text="name of those that stand in for each other", max_length=60),
        ),
        migrations.AddField(
            model_name="architectureconcept",
            name="architecture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="concepts", to="catalogue.architecture"
            ),
        ),
        migrations.AddField(
            model_name="architectureconcept",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="leaving",
                to="catalogue.architectureconcept",
            ),
        ),
        migrations.AddField(
            model_name="architectureconcept",
            name="target",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="arriving",
                to="catalogue.architectureconcept",
            ),
        ),
        migrations.AddField(
            model_name="component",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="components",
                to="catalogue.application",
            ),
        ),
        migrations.AddField(
            model_name="component",
            name="operator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="party.organisation",
            ),
        ),
        migrations.AddField(
            model_name="component",
            name="service",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="components",
                to="catalogue.service",
            ),
        ),
        migrations.AddField(
            model_name="dependency",
            name="component",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dependencies",
                to="catalogue.component",
            ),
        ),
        migrations.AddField(
            model_name="dependency",
            name="needs_component",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="needed_by",
                to="catalogue.component",
            ),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("application__isnull", True), ("component__isnull", True), ("service__isnull", False)),
                    models.Q(("application__isnull", False), ("component__isnull", True), ("service__isnull", True)),
                    models.Q(("application__isnull", True), ("component__isnull", False), ("service__isnull", True)),
                    _connector="OR",
                ),
                name="dependency_has_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("needs_application__isnull", True),
                        ("needs_component__isnull", True),
                        ("needs_service__isnull", False),
                    ),
                    models.Q(
                        ("needs_application__isnull", False),
                        ("needs_component__isnull", True),
                        ("needs_service__isnull", True),
                    ),
                    models.Q(
                        ("needs_application__isnull", True),
                        ("needs_component__isnull", False),
                        ("needs_service__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="dependency_has_one_object",
            ),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("component__isnull", True),
                    ("needs_component__isnull", True),
                    models.Q(("component", models.F("needs_component")), _negated=True),
                    _connector="OR",
                ),
                name="dependency_component_not_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("least__gte", 1),
                    models.Q(models.Q(("redundancy", ""), _negated=True), ("least", 1), _connector="OR"),
                ),
                name="dependency_least_of_a_redundancy",
            ),
        ),
        migrations.AddConstraint(
            model_name="dependencyversion",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="dependencyversion_one_row"),
        ),
        migrations.AddField(
            model_name="integration",
            name="from_application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sends",
                to="catalogue.application",
            ),
        ),
        migrations.AddField(
            model_name="integration",
            name="from_component",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sends",
                to="catalogue.component",
            ),
        ),
        migrations.AddField(
            model_name="integration",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="party.organisation",
            ),
        ),
        migrations.AddField(
            model_name="integration",
            name="to_application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receives",
                to="catalogue.application",
            ),
        ),
        migrations.AddField(
            model_name="integration",
            name="to_component",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receives",
                to="catalogue.component",
            ),
        ),
        migrations.AddIndex(
            model_name="architectureconcept",
            index=models.Index(fields=["architecture", "kind"], name="architecture_kind"),
        ),
        migrations.AddConstraint(
            model_name="architectureconcept",
            constraint=models.UniqueConstraint(fields=("architecture", "identifier"), name="architecture_concept_once"),
        ),
        migrations.AddConstraint(
            model_name="architectureconcept",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source__isnull", True), ("target__isnull", True)),
                    models.Q(("source__isnull", False), ("target__isnull", False)),
                    _connector="OR",
                ),
                name="architecture_relation_has_two_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.CheckConstraint(
                condition=models.Q(("application__isnull", True), ("service__isnull", True), _connector="OR"),
                name="component_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="integration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_application__isnull", False), ("from_component__isnull", True)),
                    models.Q(("from_application__isnull", True), ("from_component__isnull", False)),
                    _connector="OR",
                ),
                name="integration_has_one_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="integration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to_application__isnull", False), ("to_component__isnull", True)),
                    models.Q(("to_application__isnull", True), ("to_component__isnull", False)),
                    _connector="OR",
                ),
                name="integration_has_one_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="integration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_application__isnull", True),
                    ("to_application__isnull", True),
                    models.Q(("from_application", models.F("to_application")), _negated=True),
                    _connector="OR",
                ),
                name="integration_between_two_applications",
            ),
        ),
        migrations.AddConstraint(
            model_name="integration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_component__isnull", True),
                    ("to_component__isnull", True),
                    models.Q(("from_component", models.F("to_component")), _negated=True),
                    _connector="OR",
                ),
                name="integration_between_two_components",
            ),
        ),
    ]
