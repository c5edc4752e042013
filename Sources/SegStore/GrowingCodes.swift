/// Codes of a stretch of rows, with what they come to in a dictionary of the whole column.
package struct CodePiece: Sendable {
  /// A number a row: 0 where the text is unknown, else a text of the piece, from 1 on.
  private let numbers: TextColumn.Codes
  /// The column's code of each number; 0 for unknown.
  private let codes: [UInt32]

  /// Takes the number of each row and the column's code of each number from 1 on.
  package init(numbers: TextColumn.Codes, codes: [UInt32]) {
    self.numbers = numbers
    self.codes = [0] + codes
  }

  /// Number of rows.
  var count: Int {
    switch numbers {
    case .uint8(let numbers): numbers.count
    case .uint16(let numbers): numbers.count
    case .uint32(let numbers): numbers.count
    case .rows(let count): count
    }
  }

  /// Writes the code of each row.
  func write<Width: FixedWidthInteger>(_ target: UnsafeMutableBufferPointer<Width>) {
    switch numbers {
    case .uint8(let numbers): write(numbers, target)
    case .uint16(let numbers): write(numbers, target)
    case .uint32(let numbers): write(numbers, target)
    case .rows(let count):
      for row in 0..<count { target[row] = Width(truncatingIfNeeded: codes[row + 1]) }
    }
  }

  private func write<From: FixedWidthInteger, To: FixedWidthInteger>(
    _ numbers: [From], _ target: UnsafeMutableBufferPointer<To>
  ) {
    let narrow = codes.map { To(truncatingIfNeeded: $0) }
    numbers.withUnsafeBufferPointer { numbers in
      for row in numbers.indices {
        target[row] = narrow[Int(truncatingIfNeeded: numbers[row])]
      }
    }
  }
}

extension TextColumn.Codes {
  /// Numbers up to `most` in the narrowest width.
  package init(narrowing numbers: [UInt32], upTo most: Int) {
    if most <= Int(UInt8.max) {
      self = .uint8(Self.narrowed(numbers))
    } else if most <= Int(UInt16.max) {
      self = .uint16(Self.narrowed(numbers))
    } else {
      self = .uint32(numbers)
    }
  }

  private static func narrowed<Width: FixedWidthInteger & BitwiseCopyable>(
    _ numbers: [UInt32]
  ) -> [Width] {
    LargePages.array(of: numbers.count) { target in
      numbers.withUnsafeBufferPointer { numbers in
        for index in numbers.indices {
          target[index] = Width(truncatingIfNeeded: numbers[index])
        }
      }
    }
  }
}

/// The codes of a column of text that grows piece by piece, as narrow as its dictionary allows.
package struct GrowingCodes {
  private var codes = TextColumn.Codes.uint8([])

  /// No codes yet.
  package init() {}

  /// Adds the codes of a stretch, all below `codeCount`, `room` being what all of them are expected
  /// to take.
  package mutating func append(_ piece: CodePiece, upTo codeCount: Int, room: ColumnRoom) {
    widen(codeCount, room)
    switch codes {
    case .uint8(var values):
      codes = .rows(0)
      values.append(piece.count, room: room) { piece.write($0) }
      codes = .uint8(values)
    case .uint16(var values):
      codes = .rows(0)
      values.append(piece.count, room: room) { piece.write($0) }
      codes = .uint16(values)
    case .uint32(var values):
      codes = .rows(0)
      values.append(piece.count, room: room) { piece.write($0) }
      codes = .uint32(values)
    case .rows: preconditionFailure("codes have a width")
    }
  }

  /// The column; nothing is left here.
  package mutating func finish(dictionary: TextDictionary, validity: Bitmap?) -> TextColumn {
    defer { self = GrowingCodes() }
    return TextColumn(codes: codes, dictionary: dictionary, validity: Bitmap.nilWhenFull(validity))
  }

  private mutating func widen(_ codeCount: Int, _ room: ColumnRoom) {
    switch codes {
    case .uint8(let narrow) where codeCount > 1 << 16: codes = .uint32(Self.wider(narrow, room))
    case .uint8(let narrow) where codeCount > 1 << 8: codes = .uint16(Self.wider(narrow, room))
    case .uint16(let narrow) where codeCount > 1 << 16: codes = .uint32(Self.wider(narrow, room))
    case .uint8, .uint16, .uint32, .rows: break
    }
  }

  private static func wider<Width: FixedWidthInteger & BitwiseCopyable>(
    _ narrow: [some FixedWidthInteger], _ room: ColumnRoom
  ) -> [Width] {
    var wide = room.array(of: Width.self)
    wide.append(contentsOf: narrow.lazy.map { Width($0) })
    return wide
  }
}
