import ArgumentParser
import SegDemo
import SegFiles
import SegModel
import SegShell
import SegStore
import SegWorkspace

/// Opens a workspace, or CSV files in a scratch workspace.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open a workspace or CSV files (the default).",
    usage: "segsh [<workspace> | <file.csv> ...] [<options>]")

  @Argument(help: "A workspace, or CSV files to look into.")
  var paths: [String] = []

  @OptionGroup var reading: ReadingArguments
  @OptionGroup var shell: ShellArguments

  func validate() throws {
    if paths.isEmpty { throw ValidationError("give a workspace or CSV files, or try: segsh demo") }
    _ = try reading.options(for: paths)
  }

  func run() throws {
    try Failures.exiting {
      Parallel.width = shell.threads ?? 0
      if paths.count == 1, Workspace.exists(at: paths[0]) {
        let workspace = try Workspace.open(path: paths[0], wait: shell.wait)
        if let zone = try Zone.load(shell.timezone) { try workspace.settle(zone) }
        try ShellRunner(workspace, name: paths[0], shell).run()
      } else {
        let files = try reading.options(for: paths)
        let workspace = try Opening.scratch(files, shell)
        try ShellRunner(workspace, name: paths.joined(separator: ", "), shell).run()
      }
    }
  }
}

/// Opens the synthetic shop.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Open a synthetic shop made in memory.")

  @Option(help: "Number of customers.")
  var customers = DemoShop.defaultCustomers

  @Option(help: "Another seed makes another shop.")
  var seed: UInt64 = DemoShop.defaultSeed

  @OptionGroup var shell: ShellArguments

  func validate() throws {
    guard (0...ShopGenerator.mostCustomers).contains(customers) else {
      throw ValidationError("--customers takes 0 to \(ShopGenerator.mostCustomers)")
    }
  }

  func run() throws {
    try Failures.exiting {
      Parallel.width = shell.threads ?? 0
      let workspace = try DemoShop.workspace(customers: customers, seed: seed)
      var runner = ShellRunner(workspace, name: "demo shop", shell)
      runner.present = .day(DemoShop.lastDay)
      try runner.run()
    }
  }
}

/// Merges files into a workspace, which is made when it is not there.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Read CSV files into a workspace, making it if needed.")

  @Argument(help: "The workspace.")
  var workspace: String

  @Argument(help: "The CSV files.")
  var files: [String]

  @OptionGroup var reading: ReadingArguments

  @Option(help: ArgumentHelp("The store's time zone, such as Europe/Paris.", valueName: "zone"))
  var timezone: String?

  @Option(help: "Seconds to wait for a workspace that another process is writing to.")
  var wait: Double = 0

  @Option(help: "Threads to read on; without it one for each core.")
  var threads: Int?

  @Flag(help: "Errors only.")
  var quiet = false

  func validate() throws {
    if files.isEmpty { throw ValidationError("give the CSV files to import") }
    try ShellArguments.validate(threads: threads)
    _ = try reading.options(for: files)
  }

  func run() throws {
    try Failures.exiting {
      Parallel.width = threads ?? 0
      let store = try Opening.workspace(workspace, zone: try Zone.load(timezone), wait: wait)
      let report = try Opening.load(try reading.options(for: files), into: store, quiet: quiet)
      Messages.writeRecoveries(of: store)
      if !quiet { print(ImportText.summary(report, store), terminator: "") }
    }
  }
}

/// Writes the synthetic shop as CSV files.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Write a synthetic shop as CSV files.")

  @Argument(help: "The folder, made when it is not there.")
  var directory: String

  @Option(help: "Number of customers.")
  var customers = DemoShop.defaultCustomers

  @Option(help: "Number of orders, refunds included (default: 3.8 a customer).")
  var orders: Int?

  @Option(help: "The same seed gives the same bytes.")
  var seed: UInt64 = DemoShop.defaultSeed

  @Flag(help: "Replace files that are there.")
  var overwrite = false

  func validate() throws {
    guard (0...ShopGenerator.mostCustomers).contains(customers) else {
      throw ValidationError("--customers takes 0 to \(ShopGenerator.mostCustomers)")
    }
    let most = customers == 0 ? 0 : ShopGenerator.mostOrders
    if let orders, !(0...most).contains(orders) {
      throw ValidationError("--orders takes 0 to \(most) with \(customers) customers")
    }
  }

  func run() throws {
    try Failures.exiting {
      try DemoShop.write(
        to: directory, customers: customers, orders: orders, seed: seed, overwrite: overwrite)
    }
  }
}
