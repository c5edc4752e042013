/// The stable word of each kind of mistake, with what it means in a sentence or two.
///
/// Raw values are part of the contract: scripts and `.explain` name them.
package enum DiagnosticCode: String, Sendable, CaseIterable {
  // Lexing and parsing
  case unexpectedToken = "unexpected-token"
  case unterminatedText = "unterminated-text"
  case unterminatedName = "unterminated-name"
  case badCharacter = "bad-character"
  case badNumber = "bad-number"
  case badDate = "bad-date"
  case badDuration = "bad-duration"
  case nestingTooDeep = "nesting-too-deep"
  case statementTooLong = "statement-too-long"
  case foreignOperator = "foreign-operator"
  case ambiguousContinuation = "ambiguous-continuation"
  case unknownStage = "unknown-stage"
  // Binding
  case unknownName = "unknown-name"
  case unknownSegment = "unknown-segment"
  case unknownFunction = "unknown-function"
  case typeMismatch = "type-mismatch"
  case wrongArguments = "wrong-arguments"
  case reversedPeriod = "reversed-period"
  case nameTaken = "name-taken"
  case segmentCycle = "segment-cycle"
  case misplacedStage = "misplaced-stage"
  case needsScores = "needs-scores"
  case unknownCustomer = "unknown-customer"
  // Warnings
  case absentValue = "absent-value"
  // Running
  case expectationFailed = "expectation-failed"
  case overflow = "overflow"
  case cancelled = "cancelled"
  case fileFailure = "file-failure"
  case workspaceFailure = "workspace-failure"
  case refused = "refused"
  case unknownCommand = "unknown-command"
  case commandUsage = "command-usage"
}
