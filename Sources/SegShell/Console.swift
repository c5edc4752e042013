package import SegFiles

/// Where results and messages go, and what the terminal there can do.
package struct Console: Sendable {
  /// Results alone.
  package var output: DescriptorSink
  /// Everything else.
  package var messages: DescriptorSink
  /// Whether results go to a terminal.
  package var isTerminal: Bool
  /// Whether messages go to one.
  package var messagesToTerminal: Bool
  /// Whether results may carry colours, and messages.
  package var usesColor: Bool
  package var messagesUseColor: Bool
  /// Cells of a line; nil when results are not to be cut.
  package var width: @Sendable () -> Int?

  package init(
    output: DescriptorSink = .standardOutput,
    messages: DescriptorSink = DescriptorSink(descriptor: 2, name: "standard error"),
    isTerminal: Bool = false, messagesToTerminal: Bool = false, usesColor: Bool = false,
    messagesUseColor: Bool = false, width: @escaping @Sendable () -> Int? = { nil }
  ) {
    self.output = output
    self.messages = messages
    self.isTerminal = isTerminal
    self.messagesToTerminal = messagesToTerminal
    self.usesColor = usesColor
    self.messagesUseColor = messagesUseColor
    self.width = width
  }
}
