import Foundation
import SegFiles
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite(.serialized) struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  private var entries: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }

  private func write(_ path: String, _ text: String, replace: Bool = false) throws {
    let file = try AtomicFile(path: path, replace: replace)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  @Test(arguments: [mode_t(0), 0o022, 0o077, 0o777])
  func theModeIsOursAlone(mask: mode_t) throws {
    let old = umask(mask)
    defer { _ = umask(old) }
    let path = folder.path + "/out.csv"
    let file = try AtomicFile(path: path)
    let temporary = try #require(entries.first)
    #expect(mode(folder.path + "/" + temporary) == 0o600)
    #expect(mode(path) == nil)
    try file.write(Array("x".utf8))
    try file.commit()
    #expect(mode(path) == 0o600)
    #expect(entries == ["out.csv"])
  }

  @Test func existingFilesAreReplacedOnlyWhenAsked() throws {
    let path = folder.path + "/out.csv"
    try write(path, "old")
    let failure = #expect(throws: FileFailure.self) { try write(path, "new") }
    #expect(failure?.kind == .exists && failure?.exitStatus == 73)
    try write(path, "new", replace: true)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(mode(path) == 0o600)
  }

  @Test func aFileThatCameInBetweenStays() throws {
    let path = folder.path + "/out.csv"
    let file = try AtomicFile(path: path)
    try file.write(Array("new".utf8))
    _ = try folder.file("out.csv", Array("other".utf8))
    let failure = #expect(throws: FileFailure.self) { try file.commit() }
    #expect(failure?.kind == .exists)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "other")
    #expect(entries == ["out.csv"])
  }

  @Test func whatIsNotCommittedLeavesNothing() throws {
    do {
      let file = try AtomicFile(path: folder.path + "/out.csv")
      try file.write(Array("x".utf8))
    }
    #expect(entries.isEmpty)
  }

  @Test func linksFoldersAndPipesAreRefused() throws {
    let canary = try folder.file("canary", Array("bird".utf8))
    symlink(canary, folder.path + "/link")
    symlink(folder.path + "/nowhere", folder.path + "/dangling")
    mkdir(folder.path + "/folder", 0o700)
    mkfifo(folder.path + "/pipe", 0o600)
    let before = entries.sorted()
    for name in ["link", "dangling", "folder", "pipe", "folder/", "none/out", ""] {
      for replace in [false, true] {
        let failure = #expect(throws: FileFailure.self) {
          try write(name.isEmpty ? "" : folder.path + "/" + name, "x", replace: replace)
        }
        #expect(failure?.kind == .cannotCreate, "\(name)")
      }
    }
    #expect(try String(contentsOfFile: canary, encoding: .utf8) == "bird")
    #expect(entries.sorted() == before)
  }

  @Test func staleTemporariesAreSweptLiveOnesStay() throws {
    _ = try folder.file(".segsh-999999-1.tmp", Array("stale".utf8))
    let live = try AtomicFile(path: folder.path + "/live.csv")
    try write(folder.path + "/out.csv", "x")
    #expect(entries.count == 2)
    try live.write(Array("y".utf8))
    try live.commit()
    #expect(entries.sorted() == ["live.csv", "out.csv"])
  }

  @Test func fullDisksAreNamed() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    var sink = DescriptorSink(descriptor: descriptor, name: "full")
    let failure = #expect(throws: FileFailure.self) { try sink.write([1]) }
    #expect(failure?.kind == .ioFailed && failure?.exitStatus == 74)
  }

  @Test func readersThatLeaveAreNamed() {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    close(ends[0])
    defer { close(ends[1]) }
    let old = signal(SIGPIPE, SIG_IGN)
    defer { _ = signal(SIGPIPE, old) }
    var sink = DescriptorSink(descriptor: ends[1], name: "pipe")
    let failure = #expect(throws: FileFailure.self) { try sink.write([1]) }
    #expect(failure?.kind == .readerGone && failure?.exitStatus == 141)
  }
}
