/// Where things stand, and which way the arrows point.
enum LayoutRules {
  /// Floors of the targets under Sources; an arrow leads to a lower one.
  static let floors: [String: Int] = [
    "CEditline": 0, "CMasks": 0, "CZlib": 0, "SegModel": 0, "SegText": 0,
    "SegDemo": 1, "SegLineEditor": 1, "SegPlan": 1, "SegRetention": 1, "SegStore": 1,
    "SegSyntax": 1,
    "SegBinder": 2, "SegEngine": 2, "SegFiles": 2, "SegSQL": 2,
    "SegWorkspace": 3,
    "SegActions": 4,
    "SegShell": 5,
    "segsh": 6, "segsh-bench": 6, "segsh-fuzz": 6,
  ]

  /// The targets that may reach a module; all others may not, not even through others.
  static let reachableOnlyFrom: [String: Set<String>] = [
    "CEditline": ["SegLineEditor", "segsh"],
    "SegLineEditor": ["segsh"],
    "ArgumentParser": ["segsh", "segsh-bench", "segsh-fuzz"],
    "GRDB": ["SegWorkspace", "SegActions", "SegShell", "segsh"],
  ]

  /// What a target may not reach: syntax knows no schema, the engine knows no syntax, names are
  /// settled without a store.
  static let unreachable: [String: Set<String>] = [
    "SegSyntax": ["SegModel", "SegPlan", "SegStore"],
    "SegEngine": ["SegSyntax", "SegBinder"],
    "SegBinder": ["SegStore", "SegEngine", "SegFiles"],
    "SegPlan": ["SegStore", "SegSyntax"],
  ]

  static let rootNames: Set<String> = [
    "Package.swift", "Sources", "Tests", "grammar", "README.md", "LICENSE", "CHANGELOG.md",
  ]

  /// The root holds the named entries, dot files, and what `.gitignore` names.
  static func rootEntries(_ house: House) -> [Violation] {
    let ignored = (house.file(".gitignore")?.lines ?? []).map { line in
      line.hasSuffix("/") ? line.dropLast() : line
    }
    let entries = house.paths.filter { !$0.contains("/") }
    let strange = entries.filter { name in
      !rootNames.contains(name) && !name.hasPrefix(".") && !ignored.contains(name[...])
    }
    return strange.sorted().map {
      Violation(path: $0, message: "nothing else stands in the root")
    }
      + rootNames.subtracting(entries).sorted().map {
        Violation(path: $0, message: "missing in the root")
      }
  }

  /// Each folder under Sources and Tests is a declared target, and the other way round; every
  /// library serves another target; every Swift target takes the shared settings.
  static func targetFolders(_ house: House) -> [Violation] {
    let targets = house.manifest.targets
    var violations: [Violation] = []
    let folders = Set(house.files.compactMap(\.targetFolder))
    for folder in folders.subtracting(targets.map(\.path)).sorted() {
      violations.append(Violation(path: folder, message: "no target has this folder"))
    }
    let used = Set(targets.flatMap(\.dependencies))
    for target in targets {
      func report(_ message: String) {
        violations.append(
          Violation(path: Manifest.path, line: target.line, message: "\(target.name) \(message)"))
      }
      if !folders.contains(target.path) { report("has no folder `\(target.path)`") }
      if target.kind == .library, !used.contains(target.name) { report("is used by no target") }
      let isSwift = house.files.contains { $0.isSwift && $0.targetFolder == target.path }
      if isSwift, !target.hasSharedSettings { report("does not take the shared settings") }
    }
    return violations
  }

  /// Targets stand in floor order, and depend on lower floors only.
  static func floors(_ house: House) -> [Violation] {
    var violations: [Violation] = []
    var last = 0
    for target in house.manifest.targets where target.path.hasPrefix("Sources/") {
      func report(_ message: String) {
        violations.append(
          Violation(path: Manifest.path, line: target.line, message: "\(target.name) \(message)"))
      }
      guard let floor = floors[target.name] else {
        report("has no floor in LayoutRules")
        continue
      }
      if floor < last { report("stands behind a target of a higher floor") }
      last = max(last, floor)
      for dependency in target.dependencies {
        if let other = floors[dependency], other >= floor {
          report("on floor \(floor) depends on \(dependency) on floor \(other)")
        }
      }
    }
    return violations
  }

  /// No target reaches what is walled off from it.
  static func firewalls(_ house: House) -> [Violation] {
    var violations: [Violation] = []
    for target in house.manifest.targets where target.path.hasPrefix("Sources/") {
      let reach = house.manifest.reach(of: target.name)
      let walled = reach.filter { module in
        unreachable[target.name]?.contains(module) ?? false
          || !(reachableOnlyFrom[module]?.contains(target.name) ?? true)
      }
      violations += walled.sorted().map {
        Violation(
          path: Manifest.path, line: target.line, message: "\(target.name) may not reach \($0)")
      }
    }
    return violations
  }
}
