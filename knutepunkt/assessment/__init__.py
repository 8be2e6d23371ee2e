"""JUDGEMENT: models of judgement, assessments, decisions, responsibilities, findings."""
