/// The columns that stages show, the same in every format; `grammar/stages.list` has them too.
enum StageColumns {
  /// By the name of the stage; what shows nothing of its own is left out.
  static let byStage: [String: String] = [
    "count": "count",
    "show": "...",
    "by": "...",
    "describe": "attribute type known unknown distinct min average max most_common",
    "split": "part percent count share",
    "hist": "from to count share",
    "profile": "attribute value count share share_of_all lift",
    "overlap": "a b count_a count_b both share_of_a share_of_b only_a only_b",
    "rfm": "r f m count share monetary",
    "explain": "depth clause left alone unknown of detail",
    "why": "depth text result value bound",
    "diff": "change clause customers",
  ]
}
