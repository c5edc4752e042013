import Testing

/// What the scanner has to get right, since every rule rests on it.
struct SwiftScannerTests {
  private func declarations(_ text: String) -> [String] {
    HouseFile(path: "a.swift", text: text).declarations.map { declaration in
      "\(declaration.kind.rawValue) \(declaration.name) "
        + "\(declaration.firstLine)-\(declaration.lastLine)"
    }
  }

  @Test func textAndCommentsAreNoCode() {
    let lexer = SwiftLexer(
      """
      let a = "func b() { \\(c("}")) \\"" /* { /* nested */ " */ // "
      let d = #"\\(e) " \\#(f) "# + \"\"\"
        { " "" \\(g)
        \"\"\"
      """)
    let words = lexer.tokens.filter { $0.kind == .word }.map(\.text)
    #expect(words == ["let", "a", "c", "let", "d", "f", "g"])
    #expect(!lexer.tokens.contains { $0.isSign("{") || $0.isSign("}") })
    #expect(lexer.comments.count == 2)
    #expect(lexer.tokens.last?.line == 2)
  }

  @Test func membersAreFoundAndLocalsAreNot() {
    let found = declarations(
      """
      package struct A: B, C {
        static let table = [1: { d in let e = d; return e }]
        var f: Int { let g = 1; return g }
        @discardableResult
        package mutating func h(
          _ i: Int = { 1 }()
        ) -> Int { if let j { j } else { func k() {} } }
        init() {}
        class func l() {}
        static func == (m: A, n: A) -> Bool { true }
      }
      """)
    #expect(
      found == [
        "struct A 1-11", "let table 2-2", "var f 3-3", "func h 4-7", "func k 7-7", "init  8-8",
        "func l 9-9", "func == 10-10",
      ])
  }

  @Test func casesAreFoundInEnumsAlone() {
    let found = declarations(
      """
      indirect enum A {
        case b, `default`(Int, c: [A])
        case d = 1, e = "f"
        var g: Int { switch self { case .b: 1 case .d: 2 } }
      }
      extension A: B where C: D { typealias E = Int }
      """)
    #expect(
      found == [
        "enum A 1-5", "case b 2-2", "case default 2-2", "case d 3-3", "case e 3-3", "var g 4-4",
        "extension A 6-6", "typealias E 6-6",
      ])
  }

  @Test func modifiersAndConformances() {
    let file = HouseFile(
      path: "a.swift",
      text: """
        @available(macOS 15, *) package final class A: B<C>, D {
          package private(set) nonisolated(unsafe) var e = f(g)
          private(set) package var h = 1
        }
        """)
    #expect(
      file.declarations.map(\.modifiers) == [
        ["@available", "package", "final"], ["package"], ["package"],
      ])
    #expect(file.declarations[0].inherited == ["B", "C", "D"])
    #expect(file.declarations[1].parent == 0)
  }

  @Test func theManifestIsRead() {
    let manifest = Manifest(
      SwiftLexer(
        """
        let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
        let package = Package(
          dependencies: [.package(url: "https://example.org/x", from: "1.0.0")],
          targets: [
            .target(name: "A", dependencies: ["B", grdb], path: "Tests/A", swiftSettings: settings),
            .executableTarget(
              name: "c", dependencies: ["A", .product(name: "D", package: "d"), "E"]),
            .testTarget(name: "F", exclude: ["Golden"]),
          ])
        """
      ).tokens)
    #expect(manifest.targets.map(\.name) == ["A", "c", "F"])
    #expect(manifest.targets.map(\.path) == ["Tests/A", "Sources/c", "Tests/F"])
    #expect(manifest.targets.map(\.dependencies) == [["B", "GRDB"], ["A", "D", "E"], []])
    #expect(manifest.targets.map(\.hasSharedSettings) == [true, false, false])
    #expect(manifest.reach(of: "c") == ["A", "B", "D", "E", "GRDB"])
  }
}
