"""Virtual trials: recruit cases by instrument scores, randomise them to arms, measure them with error, and compare.

plan (the contents of a trial file), recruiting (who may take part, and who does), follow (what happens in the arms),
diary (what is recorded), effects (results), mediation (how much of an effect went through self-efficacy).
"""
