import SegStore

/// The texts of a stretch of rows.
struct TextPiece: Sendable {
  /// How the texts are held.
  enum Form: Sendable {
    /// All texts end to end, one a row.
    case plain(bytes: [UInt8], TextOffsets)
    /// The same for texts that differ in their numbers alone.
    case numbered(PrefixedNumbers)
    /// A number a row, 0 for unknown, and the texts from number 1 on in order of first appearance,
    /// of which some may be equal.
    case coded(numbers: TextColumn.Codes, texts: TextDictionary)
  }

  let form: Form
  let validity: Bitmap
  /// Whether a cell that is not a key was `""`.
  let hasQuotedEmpty: Bool
  /// Bytes that stood for no character.
  let undecodable: Int
}

/// The lists of a stretch of rows, turned round: for each name the rows that have it.
struct ListPiece: Sendable {
  let names: [String]
  let members: [[UInt32]]
  let validity: Bitmap
  /// Bytes that stood for no character.
  let undecodable: Int
}

/// The values of one column for a stretch of rows.
enum ColumnPiece: Sendable {
  case skipped
  case integers(IntegerColumn)
  case flags(FlagColumn)
  case text(TextPiece)
  case lists(ListPiece)
}
