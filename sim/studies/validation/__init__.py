"""The model beside the evidence: validation, and ablation of its mechanisms."""
