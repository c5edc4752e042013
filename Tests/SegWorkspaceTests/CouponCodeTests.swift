import SegTestSupport
import SegWorkspace
import Testing

@Test func alphabetHas31SymbolsThatAreNotMisread() {
  let alphabet = CouponCode.alphabet
  #expect(alphabet.count == 31)
  #expect(Set(alphabet).count == 31)
  #expect(Set(alphabet).isDisjoint(with: "ILOU0".utf8))
}

@Test(arguments: [11, 12, 29]) func everySingleErrorAndSwapIsCaught(length: Int) throws {
  var generator = SeededGenerator(seed: 7)
  for _ in 0..<5 {
    let code = CouponCode(randomSymbols: length, using: &generator)
    let symbols = Array(code.symbols.utf8)
    #expect(CouponCode(parsing: code.symbols) == code)
    for place in symbols.indices {
      for other in CouponCode.alphabet where other != symbols[place] {
        var wrong = symbols
        wrong[place] = other
        #expect(CouponCode(parsing: String(decoding: wrong, as: UTF8.self)) == nil)
      }
      for second in symbols.indices where symbols[second] != symbols[place] {
        var wrong = symbols
        wrong.swapAt(place, second)
        #expect(CouponCode(parsing: String(decoding: wrong, as: UTF8.self)) == nil)
      }
    }
  }
}

@Test func codesAreReadInAnyDress() throws {
  var generator = SeededGenerator(seed: 1)
  let code = CouponCode(randomSymbols: 11, using: &generator)
  #expect(code.description.split(separator: "-").map(\.count) == [4, 4, 4])
  let dressed = " " + code.description.lowercased().replacing("-", with: " - ") + "\t"
  #expect(CouponCode(parsing: dressed) == code)
  #expect(CouponCode(parsing: code.symbols.replacing("1", with: "l")) == code)
  #expect(CouponCode(parsing: "") == nil)
  #expect(CouponCode(parsing: "1") == nil)
  #expect(CouponCode(parsing: code.symbols + "é") == nil)
  #expect(CouponCode(parsing: String(repeating: "1", count: 31)) == nil)
}

@Test func lengthKeepsGuessesHopeless() {
  #expect(CouponCode.randomSymbols(forCodes: 0) == 11)
  #expect(CouponCode.randomSymbols(forCodes: 25_408_476) == 11)
  #expect(CouponCode.randomSymbols(forCodes: 25_408_477) == 12)
}

@Test func symbolsAreEquallyLikely() {
  var generator = SeededGenerator(seed: 3)
  var counts: [UInt8: Int] = [:]
  let draws = 5_000
  for _ in 0..<draws {
    for symbol in CouponCode(randomSymbols: 11, using: &generator).symbols.utf8.dropLast() {
      counts[symbol, default: 0] += 1
    }
  }
  let expected = Double(draws * 11) / 31
  let chiSquare = CouponCode.alphabet.reduce(0.0) { sum, symbol in
    let difference = Double(counts[symbol] ?? 0) - expected
    return sum + difference * difference / expected
  }
  // 30 degrees of freedom: 59.7 is exceeded once in 1,000 draws.
  #expect(chiSquare < 59.7)
}
