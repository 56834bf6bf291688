"""Behavioural tests written in templates, after CheckList (Ribeiro et al. 2020, "Beyond Accuracy").

The texts are made for measuring alone: training texts come from other templates (`data.generated`), so that what is
measured here is what a model has understood.
"""

from .cases import Capability, Case
from .check import CapabilityResult, Predict, capabilities, check_behaviour

__all__ = ["Capability", "CapabilityResult", "Case", "Predict", "capabilities", "check_behaviour"]
