import Foundation
import SegSyntax
import SegTestSupport
import SegText
import Testing

private func goldenFiles() throws -> [GoldenFile] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  return try GoldenFile.all(in: folder)
}

/// What is said of statements bound against the small shop.
@Test(arguments: try goldenFiles())
func golden(file: GoldenFile) throws {
  #expect(!file.cases.isEmpty)
  let differences = try file.differences { item in
    let source = SourceText(name: "input", text: item.input)
    let renderer = DiagnosticRenderer(usesColor: false)
    let lines = Shop.bind(item.input).diagnostics.map {
      String(renderer.render($0, in: source).dropLast())
    }
    return lines.isEmpty ? "none" : lines.joined(separator: "\n")
  }
  for difference in differences { Issue.record("\(difference)") }
}

/// Every edit that is offered ends its message, and brings no other error about.
@Test(arguments: try goldenFiles())
func editsOfGoldensMend(file: GoldenFile) throws {
  var edits = 0
  for item in file.cases {
    let before = Shop.bind(item.input).diagnostics
    for diagnostic in before {
      for fixIt in diagnostic.fixIts {
        edits += 1
        let mended = fixIt.applied(to: SourceText(name: "input", text: item.input))
        let after = Shop.bind(mended).diagnostics
        #expect(after.count < before.count, "\(mended): \(after.map(\.message))")
      }
    }
  }
  #expect(edits > 2)
}
