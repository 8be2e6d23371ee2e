"""A model of judgement as people write it in a form: YAML, without what YAML can do more than say."""

import io
from typing import Any

from django import forms
from django.utils.translation import gettext as _

_LONGEST = 60_000


class SchemeField(forms.CharField):
    """Areas, criteria, choices, outcomes, stops and lines, as YAML."""

    widget = forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"})

    def prepare_value(self, value: Any) -> Any:
        """Show it as YAML."""
        if not isinstance(value, dict):
            return value if isinstance(value, str) else ""
        from ruamel.yaml import YAML  # not at the start: few edit a model

        written = io.StringIO()
        yaml = YAML(typ="safe")
        yaml.default_flow_style = False
        yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # its own default is None
        yaml.allow_unicode, yaml.width = True, 110
        yaml.dump(value, written)
        return written.getvalue()

    def clean(self, value: Any) -> Any:
        """Read it, and say on which line it is not YAML. An alias is refused: a few can unfold to millions."""
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
        from ruamel.yaml.events import AliasEvent

        text = super().clean(value)
        if len(text) > _LONGEST:
            raise forms.ValidationError(_("It is too long."))
        try:
            if any(isinstance(event, AliasEvent) for event in YAML(typ="safe", pure=True).parse(text)):
                raise forms.ValidationError(_("Write it out: references (*) are not read here."))
            return YAML(typ="safe").load(text)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise forms.ValidationError(_("Line %(line)d is not YAML.") % {"line": line}) from error
        except (YAMLError, ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This is not YAML.")) from error
