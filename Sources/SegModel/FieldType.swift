/// The types of the language; comparing across them is an error.
package enum FieldType: String, Sendable, Hashable, CaseIterable {
  case number, money, text, date
  case dateTime = "date-time"
  case flag = "yes/no"
  case list = "list of text"
}
