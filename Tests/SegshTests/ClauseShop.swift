import Foundation
import SegFiles
import SegModel
import SegShell
import SegTestSupport
import SegText
import SegWorkspace

/// The shop that the cases of `grammar/clauses.golden` are about, its table at the file's head.
final class ClauseShop {
  private let bench: Bench
  private let zone: TimeZoneRules
  private let now: Instant

  init() throws {
    bench = try Bench()
    zone = TimeZoneLoader.load("Europe/Paris") ?? .utc
    guard let day = CalendarDate(parsing: "2025-12-31") else { throw BadDay() }
    now = zone.endOfDay(day)
    try bench.write("customers.csv", Self.customers)
    try bench.write("orders.csv", Self.orders)
    try bench.write("items.csv", Self.items)
    try bench.write("events.csv", Self.events)
  }

  /// What a session of its own says to the statements of a case, results and messages as they come.
  func answer(_ item: GoldenFile.Case) throws -> String {
    try screen { options in
      options.agreesToAll = true
      options.keepsGoing = true
    } of: { session in
      session.run(ScriptFile.source(Array(item.input.utf8), name: "clause \(item.directive)"))
    }
  }

  /// What a session says to lines that are typed at its prompt.
  func typed(_ lines: String...) throws -> String {
    try screen {
      $0.isInteractive = true
    } of: { session in
      for line in lines { session.runTyped(SourceText(name: "input", text: line)) }
    }
  }

  private func screen(
    _ set: (inout SessionOptions) -> Void, of run: (Session) -> Void
  ) throws -> String {
    let now = now
    let workspace = try Workspace.scratch(settings: [.timeZone(zone)], clock: { now })
    let files = ["customers", "orders", "items", "events"].map { name in
      (path: bench.folder.appending(path: "\(name).csv").path, options: ReadingOptions())
    }
    _ = try workspace.importFiles(files, context: ActionContext("import"))
    let screen = bench.folder.appending(path: "screen")
    try Data().write(to: screen)
    let handle = try FileHandle(forWritingTo: screen)
    defer { try? handle.close() }
    let sink = DescriptorSink(descriptor: handle.fileDescriptor, name: "the screen")
    var options = SessionOptions()
    set(&options)
    let session = Session(
      workspace: workspace, options: options, console: Console(output: sink, messages: sink),
      world: SessionWorld(
        now: { now }, isInterrupted: { false }, confirm: { _ in false }, uptime: { 0 }))
    run(session)
    let text = try String(contentsOf: screen, encoding: .utf8)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  private struct BadDay: Error {}

  private static let customers = """
    customer_id,email,first_name,city,country,newsletter,points,birth_date,signup_date,tags,postcode
    C1,ana@example.org,Ana,Orléans,FR,yes,10,1990-12-31,2025-01-10,vip|b2b,45000
    C2,bo@example.org,Bo,Liège,BE,no,20,2000-02-29,2025-02-01,,04000
    C3,chen@example.org,Chen,東京,,yes,,1985-06-15,2025-06-01,vip,
    C4,dee@example.com,Dee,Paris,FR,,30,,2025-12-01,,75001
    C5,eve@example.org,Eve,Lyon,FR,no,5,2010-01-05,2025-12-30,blocked,69001
    C6,fay@example.org,Fay,Gent,BE,yes,0,1970-12-01,2024-12-30,,09000
    C7,gil@example.org,Gil,Paris,FR,yes,10,1999-03-01,2025-12-05,,75002
    C8,hal@example.org,Hal,Paris,FR,no,,,2026-02-01,,75003

    """

  private static let orders = """
    order_id,customer_id,order_date,amount,status,coupon,channel
    O6,C6,2024-12-30 09:00:00,80.00,paid,,web
    O4,C3,2025-06-01 10:00:00,15.05,paid,,web
    O2,C1,2025-11-02 18:30:00,99.99,paid,NOEL,web
    O9,C7,2025-12-11 12:00:00,250.00,paid,,pos
    O1,C1,2025-12-20 08:15:00,120.50,paid,,pos
    O8,C1,2025-12-21 08:00:00,100.01,paid,,pos
    O7,C1,2025-12-21 09:00:00,-20.50,refunded,,pos
    O3,C2,2025-12-28 20:00:00,300.00,paid,,web
    O5,C5,2025-12-30 11:00:00,250.00,cancelled,,web
    O11,C7,2025-12-31 18:00:00,0.00,paid,,web
    O10,C2,2026-01-15 10:00:00,50.00,paid,,web

    """

  private static let items = """
    order_id,sku,category,quantity,amount
    O1,A1,coffee,2,60.50
    O1,B2,tea,1,60.00
    O2,A1,coffee,1,99.99
    O3,B2,tea,3,300.00
    O4,00123,coffee,1,15.05
    O5,A1,coffee,1,250.00
    O9,C3,filters,1,250.00

    """

  private static let events = """
    customer_id,event_date,type,value
    C2,2025-12-28 19:00:00,cart,3
    C4,2025-12-29 10:00:00,cart,1
    C1,2025-12-30 10:00:00,cart,1
    C1,2025-12-31 09:00:00,view,2

    """
}
