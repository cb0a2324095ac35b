"""Virtual trials: recruit cases by instrument scores, randomise them to arms, measure them with error, and compare.

plan (what a trial file says), recruiting (who may take part, and who does), follow (the arms' lives), diary (what is
kept of them), effects (what came of it), mediation (how much of it went through self-efficacy).
"""
