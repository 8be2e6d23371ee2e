"""A project as far as judgement sees it: what plans it lies above, and opens this window on its own table."""

from django.db import models


class Undertaking(models.Model):
    """Work that is planned and can be judged. A view: `plan` says what it shows, and its policies say to whom."""

    kept_in = "plan_project"

    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    description = models.TextField()
    is_common = models.BooleanField()
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_over = models.BooleanField(help_text="its work has ended")

    class Meta:
        managed = False
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """Return what it is called, as other subjects have it."""
        return self.title
