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

extension TextColumn {
  /// The codes of several stretches of rows end to end, as narrow as the dictionary allows.
  package init(joining pieces: [CodePiece], dictionary: TextDictionary, validity: Bitmap?) {
    let codes: Codes =
      if dictionary.count <= 1 << 8 {
        .uint8(Self.joined(pieces))
      } else if dictionary.count <= 1 << 16 {
        .uint16(Self.joined(pieces))
      } else {
        .uint32(Self.joined(pieces))
      }
    self.init(codes: codes, dictionary: dictionary, validity: Bitmap.nilWhenFull(validity))
  }

  private static func joined<Width: FixedWidthInteger & BitwiseCopyable>(
    _ pieces: [CodePiece]
  ) -> [Width] {
    LargePages.array(of: pieces.reduce(0) { $0 + $1.count }) { target in
      var start = 0
      for piece in pieces {
        let end = start + piece.count
        piece.write(UnsafeMutableBufferPointer(rebasing: target[start..<end]))
        start = end
      }
    }
  }
}
