"""What only a human can settle: one small file a rule, found by its decorator.

In: a `View` of one post-mortem, or an `Estate` of what crosses them. Out: findings.
A rule's docstring is what `syncd rules NAME` and the documentation print: what is wrong,
`Why:` it matters, how to `Fix:` it, and the `Source:` of the rule.
"""

from syncd.policy.rules.registry import (
    Estate,
    Levels,
    Rule,
    View,
    all_rules,
    judge,
    known_names,
    survey_rules,
)

__all__ = ["Estate", "Levels", "Rule", "View", "all_rules", "judge", "known_names", "survey_rules"]
