import ArgumentParser
import Foundation
import SegBinder
import SegEngine
import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText

/// Asks the questions of a file and says how long each took, as JSON.
struct Questions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Asks questions of a store and prints the median time of each as JSON.")

  @OptionGroup var options: StoreOptions

  @Argument(help: "Questions as JSON; `Comparison/questions.json` says in which form.")
  var questions: String

  @Option(help: "Only the questions whose name holds this.")
  var only = ""

  @Flag(help: "With nothing of the store in the processor's caches before each run.")
  var cold = false

  func run() throws {
    let (snapshot, asOf) = try options.open()
    let asked = try JSONDecoder().decode(
      [Question].self, from: Data(contentsOf: URL(fileURLWithPath: questions)))
    let caches = cold ? Caches() : nil
    var answers: [Answer] = []
    for question in asked where only.isEmpty || question.name.contains(only) {
      var asking = try Asking(question, snapshot, asOf)
      answers.append(try asking.answer(options.runs, caches))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(answers), as: UTF8.self))
  }
}

/// One question of the file; what other programs are asked instead is not read here.
struct Question: Decodable {
  var name: String
  /// The statement that is timed.
  var segsh: String
  /// Saved segments that it uses, by name.
  var segments: [String: String]?
  /// A statement that was asked just before.
  var after: String?
  /// Whether even the metrics are computed anew each time.
  var anew: Bool?
}

/// What came out.
struct Answer: Encodable {
  var name: String
  /// Customers, or rows of a table.
  var count: Int
  /// Median, in milliseconds.
  var milliseconds: Double
  var fastest: Double

  /// The median of times, in milliseconds.
  static func median(_ times: [Duration]) -> Double {
    times.sorted()[times.count / 2] / .milliseconds(1)
  }
}

/// A question on its way to an answer.
struct Asking {
  private let question: Question
  private let catalog: Catalog
  private let context: EvaluationContext
  private let asOf: AsOf
  private var engine: Engine

  init(_ question: Question, _ snapshot: Snapshot, _ asOf: AsOf) throws {
    self.question = question
    self.asOf = asOf
    context = EvaluationContext(snapshot: snapshot)
    var catalog = snapshot.catalog
    for (name, definition) in question.segments ?? [:] {
      let name = FieldName(name)
      catalog.segments[name] = SavedSegment(name: name, kind: .definition, definition: definition)
    }
    self.catalog = catalog
    engine = Engine(context, asOf: asOf)
    _ = try ask("segment where recency < 0 and monetary < 0")
  }

  /// Asks so many times, each time after filling the caches where they are given.
  ///
  /// What is remembered of conditions is forgotten before, as is all that is derived from orders
  /// where the question says so.
  mutating func answer(_ runs: Int, _ caches: Caches?) throws -> Answer {
    var times: [Duration] = []
    var count = 0
    for _ in 0..<runs {
      caches?.fill()
      let (found, elapsed) = try time()
      times.append(elapsed)
      count = found
    }
    return Answer(
      name: question.name, count: count, milliseconds: Answer.median(times),
      fastest: (times.min() ?? .zero) / .milliseconds(1))
  }

  /// Asks once.
  mutating func time() throws -> (count: Int, elapsed: Duration) {
    if question.anew == true {
      engine = Engine(context, asOf: asOf)
    } else {
      engine.forgetResults()
    }
    if let before = question.after { _ = try ask(before) }
    var count = 0
    let elapsed = try ContinuousClock().measure { count = try ask(question.segsh) }
    return (count, elapsed)
  }

  /// Selects customers once with nothing in the caches; the statement is read before.
  func timeSelection(_ caches: Caches) throws -> Duration {
    let source = try bind(question.segsh).source
    engine.forgetResults()
    caches.fill()
    return try ContinuousClock().measure { _ = try engine.select(source) }
  }

  /// The columns of numbers about customers that the question's condition reads.
  func columns() throws -> [IntegerColumn] {
    guard case .matching(let condition) = try bind(question.segsh).source else { return [] }
    return try condition.attributes.compactMap { attribute in
      guard case .integers(let column)? = try engine.storedColumn(attribute)?.column else {
        return nil
      }
      return column
    }
  }

  /// The number of customers, or of the rows of the table, that a statement comes to.
  private func ask(_ statement: String) throws -> Int {
    let pipeline = try bind(statement)
    var selection = try engine.select(pipeline.source)
    for step in pipeline.steps {
      switch step {
      case .narrow(let narrowing): selection = try engine.narrow(selection, narrowing)
      case .rows(let rows): selection = try engine.rows(rows, of: selection)
      case .act: throw ValidationError("\(question.name): a question does nothing")
      }
    }
    guard case .groups(let grouping)? = pipeline.look else { return selection.count }
    return try engine.groups(grouping, of: selection).rowCount
  }

  private func bind(_ statement: String) throws -> BoundPipeline {
    let source = SourceText(name: question.name, text: statement)
    var bag = DiagnosticBag()
    var binder = Binder(catalog: catalog, asOf: asOf)
    guard let syntax = Parser.parse(source, into: &bag).first,
      !bag.hasErrors, case .pipeline(let pipeline)? = binder.bind(syntax, into: &bag)
    else {
      throw ValidationError(
        "\(question.name): " + bag.diagnostics.map(\.message).joined(separator: "; "))
    }
    return pipeline
  }
}
