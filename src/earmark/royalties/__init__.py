"""What is earned: plays, use, verdicts and a policy become statements, exact to the smallest unit of money.

>>> from earmark.royalties import Material, Money, read_plays, read_policy, state   # doctest: +SKIP
>>> statement = state(Material(read_plays(Path("plays.csv"))), read_policy(Path("policy.yaml")), pool, month)
... # doctest: +SKIP
"""

from earmark.royalties.apportion import apportion
from earmark.royalties.explain import EXPLANATION_COLUMNS, explanation
from earmark.royalties.marks import CATEGORY, holders_of_catalogue, usage_of_uses, verdicts_of_catalogue
from earmark.royalties.money import CURRENCIES, Money, decimal_text
from earmark.royalties.naming import Naming
from earmark.royalties.plays import PLAY_COLUMNS, Plays, read_plays
from earmark.royalties.policy import Policy
from earmark.royalties.policy_file import (
    EXAMPLES,
    SCHEMA_FILE,
    policy_fields,
    policy_path,
    policy_problems,
    policy_schema,
    read_policy,
)
from earmark.royalties.rows import (
    DIFFERENCE_COLUMNS,
    HOLDER_COLUMNS,
    LINE_COLUMNS,
    POOL_COLUMNS,
    TRACK_COLUMNS,
    difference_rows,
    holder_rows,
    line_rows,
    names_of,
    pool_rows,
    track_rows,
)
from earmark.royalties.splits import Split, read_splits
from earmark.royalties.statement import Material, Posting, StatedLine, Statement, state
from earmark.royalties.totals import Destination, Difference, HolderTotal, destinations, differences, holder_totals
from earmark.royalties.usage import Usage, read_usage
from earmark.royalties.verdicts import TrackVerdict, read_verdicts
from earmark.royalties.write import Written, write_statement

__all__ = [
    "CATEGORY",
    "CURRENCIES",
    "DIFFERENCE_COLUMNS",
    "EXAMPLES",
    "EXPLANATION_COLUMNS",
    "HOLDER_COLUMNS",
    "LINE_COLUMNS",
    "PLAY_COLUMNS",
    "POOL_COLUMNS",
    "SCHEMA_FILE",
    "TRACK_COLUMNS",
    "Destination",
    "Difference",
    "HolderTotal",
    "Material",
    "Money",
    "Naming",
    "Plays",
    "Policy",
    "Posting",
    "Split",
    "StatedLine",
    "Statement",
    "TrackVerdict",
    "Usage",
    "Written",
    "apportion",
    "decimal_text",
    "destinations",
    "difference_rows",
    "differences",
    "explanation",
    "holder_rows",
    "holder_totals",
    "holders_of_catalogue",
    "line_rows",
    "names_of",
    "policy_fields",
    "policy_path",
    "policy_problems",
    "policy_schema",
    "pool_rows",
    "read_plays",
    "read_policy",
    "read_splits",
    "read_usage",
    "read_verdicts",
    "state",
    "track_rows",
    "usage_of_uses",
    "verdicts_of_catalogue",
    "write_statement",
]
