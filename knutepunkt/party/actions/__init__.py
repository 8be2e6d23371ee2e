"""Everything that changes who somebody is."""

from knutepunkt.party.actions.own import choose_language, choose_preferences, issue_token, revoke_token

__all__ = ["choose_language", "choose_preferences", "issue_token", "revoke_token"]
