extension TextDictionary {
  /// The texts of the given codes, in their order; a negative code stands for an empty text.
  ///
  /// The codes must be within the dictionary.
  func selecting(_ codes: [Int32]) -> TextDictionary {
    if codes.count == count, isAscendingFromZero(codes) { return self }
    if let numbers = numbers?.selecting(codes) { return TextDictionary(numbers) }
    if let length = offsets.commonLength, let texts = selecting(codes, ofLength: length) {
      return texts
    }
    let selected = lendTexts { texts in
      Self.assembled(
        codes.count, length: { codes[$0] < 0 ? 0 : texts.length(Int(codes[$0])) },
        write: { texts.copy(codes[$0], to: $1) })
    }
    return TextDictionary(bytes: selected.bytes, offsets: selected.offsets)
  }

  /// Puts texts together on all threads: `length` says how long each is, and `write` writes those
  /// of a range to just the bytes that they take.
  static func assembled(
    _ count: Int, length: @Sendable (Int) -> Int,
    write: @Sendable (Range<Int>, UnsafeMutableRawBufferPointer) -> Void
  ) -> (bytes: [UInt8], offsets: TextOffsets) {
    let sizes = Parallel.mapPieces(of: count) { range in range.reduce(0) { $0 + length($1) } }
    var starts: [Int] = []
    var total = 0
    for size in sizes {
      starts.append(total)
      total += size
    }
    precondition(total <= Self.largest, "more text than offsets can tell apart")
    let ends = [UInt32](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      buffer.initializeElement(at: 0, to: 0)
      // Pieces write the ends of their own rows.
      nonisolated(unsafe) let places = buffer
      Parallel.run(starts.count) { [starts] piece in
        var end = starts[piece]
        for position in Parallel.rows(ofPiece: piece, of: count) {
          end += length(position)
          places.initializeElement(at: position + 1, to: UInt32(truncatingIfNeeded: end))
        }
      }
      initialized = count + 1
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: total) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      // Pieces write the texts of their own rows, which end where the next piece begins.
      nonisolated(unsafe) let places = UnsafeMutableRawBufferPointer(buffer)
      Parallel.run(starts.count) { piece in
        let range = Parallel.rows(ofPiece: piece, of: count)
        let own = Int(ends[range.lowerBound])..<Int(ends[range.upperBound])
        write(range, UnsafeMutableRawBufferPointer(rebasing: places[own]))
      }
      initialized = total
    }
    return (bytes, TextOffsets(ends))
  }

  /// The same for texts of one length, which need no look at their offsets; nil when some code is
  /// negative.
  private func selecting(_ codes: [Int32], ofLength length: Int) -> TextDictionary? {
    let total = codes.count * length
    let areTexts = Parallel.allPieces(of: codes.count) { range in
      codes[range].allSatisfy { $0 >= 0 && $0 < count }
    }
    guard areTexts, total <= Self.largest else { return nil }
    let selected = [UInt8](unsafeUninitializedCapacity: total) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      // Pieces write the texts of their own rows, which end where the next piece begins.
      nonisolated(unsafe) let places = UnsafeMutableRawBufferPointer(buffer)
      lendTexts { texts in
        Parallel.forEachPiece(of: codes.count) { range in
          let own = range.lowerBound * length..<range.upperBound * length
          texts.copy(codes[range], to: UnsafeMutableRawBufferPointer(rebasing: places[own]))
        }
      }
      initialized = total
    }
    return TextDictionary(
      bytes: selected, offsets: TextOffsets(count: codes.count, commonLength: length))
  }

  private func isAscendingFromZero(_ codes: [Int32]) -> Bool {
    Parallel.allPieces(of: codes.count) { range in range.allSatisfy { Int(codes[$0]) == $0 } }
  }
}

extension TextDictionary {
  /// Dictionaries end to end: a text of several of them has several codes.
  package static func joined(_ pieces: [TextDictionary]) -> TextDictionary {
    var bytes: [UInt8] = []
    var offsets = TextOffsets()
    bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.bytes.count })
    let room = ColumnRoom(pieces.reduce(1) { $0 + $1.count })
    for piece in pieces {
      bytes.append(contentsOf: piece.bytes)
      offsets.append(piece.offsets, room: room)
    }
    return TextDictionary(bytes: bytes, offsets: offsets)
  }
}
