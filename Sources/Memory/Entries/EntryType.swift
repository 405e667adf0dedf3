import HarnessKit

/// What sort of memory an entry is.
package enum EntryType: String, CaseIterable, Sendable, ArgumentValue, JSONConvertible {
    case episodic, semantic, procedural
}

/// How what an entry tells of went.
package enum Outcome: String, CaseIterable, Sendable, ArgumentValue, JSONConvertible {
    case success, failure, partial
}
