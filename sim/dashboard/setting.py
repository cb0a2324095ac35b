"""Names of settings that the command hands to the pages, as environment variables."""

IDLE_MINUTES = 60.0  # without a touch, until a page is let go
IDLE_SETTING = "RECOVERY_DASHBOARD_IDLE_MINUTES"
PEOPLE_SETTING = "RECOVERY_DASHBOARD_PEOPLE"
BASELINE_SETTING = "RECOVERY_DASHBOARD_BASELINE"
