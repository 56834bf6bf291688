"""What a model makes of hard texts: a challenge set, and behavioral tests after CheckList (Ribeiro et al. 2020).

The texts serve measurement only and are never trained on.
"""

from .challenge import ChallengeText, Predict, challenge_set
from .run import Behavior, BehavioralTestResult, behavioral_tests, check_behavior

__all__ = [
    "Behavior",
    "BehavioralTestResult",
    "ChallengeText",
    "Predict",
    "behavioral_tests",
    "challenge_set",
    "check_behavior",
]
