"""Names of settings that the command hands to the pages, as environment variables."""

BASELINE_SETTING = "RECOVERY_DASHBOARD_BASELINE"
