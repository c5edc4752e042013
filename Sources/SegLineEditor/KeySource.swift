import CEditline

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The keys that have arrived on standard input and are not yet used.
struct KeySource {
  /// What `next` is for when it is not a key.
  enum Wake {
    case event(KeyEvent)
    case interrupt
    case resize
    case end
  }

  private var decoder = KeyDecoder()
  private var bytes: [UInt8] = []
  private var position = 0
  private var events: [KeyEvent] = []

  /// Waits for the next key.
  mutating func next() -> Wake {
    while true {
      if Interrupts.isRequested { return .interrupt }
      if segsh_take_resize() != 0 { return .resize }
      if !events.isEmpty { return .event(events.removeFirst()) }
      if position < bytes.count {
        events = decoder.feed(bytes[position])
        position += 1
      } else if !fill(timeoutMilliseconds: patience) {
        return .end
      }
    }
  }

  /// Whether text follows the key just taken without a pause: it was pasted, or typed while a
  /// statement ran.
  mutating func hasTextWaiting() -> Bool {
    if let event = events.first {
      guard case .scalar(let scalar) = event else { return false }
      return scalar.value >= 0x20 && scalar.value != 0x7F
    }
    if position == bytes.count { _ = fill(timeoutMilliseconds: 0) }
    return position < bytes.count && bytes[position] >= 0x20 && bytes[position] != 0x7F
  }

  /// How long to wait before what has come is taken as all of a key; negative for ever.
  private var patience: Int32 {
    if decoder.isPasting { return 2_000 }
    return decoder.isInside ? 150 : -1
  }

  /// Reads what has come, waiting for it if need be; false when the terminal is gone.
  private mutating func fill(timeoutMilliseconds: Int32) -> Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let ready = unsafe poll(&request, 1, timeoutMilliseconds)
    if ready == 0 {
      if timeoutMilliseconds > 0 { events = decoder.timeOut() }
      return true
    }
    if ready < 0 { return errno == EINTR }
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, filled in
      unsafe filled = max(0, read(STDIN_FILENO, buffer.baseAddress, buffer.count))
    }
    position = 0
    return !bytes.isEmpty || errno == EINTR || errno == EAGAIN
  }
}

// MARK: libedit's reader

extension LineEditor {
  /// Gives libedit its next character; editing keys and pastes are characters of their own.
  static let readKey: segsh_reader = { handle, result in
    guard let editor = unsafe owner(of: handle), let scalar = editor.nextScalar() else { return 0 }
    unsafe result?.pointee = wchar_t(bitPattern: scalar.value)
    return 1
  }

  private func nextScalar() -> Unicode.Scalar? {
    while true {
      switch keys.next() {
      case .event(.scalar(let scalar)): return scalar
      case .event(.key(let key)): return key.scalar
      case .event(.paste(let text)):
        pasted += text
        return EditingKey.paste.scalar
      case .interrupt:
        Interrupts.clear()
        return EditingKey.interrupt.scalar
      case .resize: unsafe el_resize(handle)
      case .end: return nil
      }
    }
  }
}
