import HarnessKit
import Testing

/// What must hold. A function and no macro: those of all tests together were a quarter of the work of compiling everything.
package func expect(
    _ holds: Bool, _ comment: @autoclosure () -> String = "", file: String = #fileID, path: String = #filePath,
    line: Int = #line, column: Int = #column
) {
    guard !holds else { return }
    record("it does not hold", comment(), SourceLocation(fileID: file, filePath: path, line: line, column: column))
}

/// What must equal something; both are told where they differ.
package func expect<Value: Equatable>(
    _ found: Value, is wanted: Value, _ comment: @autoclosure () -> String = "", file: String = #fileID,
    path: String = #filePath, line: Int = #line, column: Int = #column
) {
    guard found != wanted else { return }
    record(
        "\(String(reflecting: found)) is not \(String(reflecting: wanted))", comment(),
        SourceLocation(fileID: file, filePath: path, line: line, column: column))
}

/// What must not equal something.
package func expect<Value: Equatable>(
    _ found: Value, isNot other: Value, _ comment: @autoclosure () -> String = "", file: String = #fileID,
    path: String = #filePath, line: Int = #line, column: Int = #column
) {
    guard found == other else { return }
    record(
        "it is \(String(reflecting: found))", comment(),
        SourceLocation(fileID: file, filePath: path, line: line, column: column))
}

private func record(_ finding: String, _ comment: String, _ place: SourceLocation) {
    Issue.record(Comment(rawValue: comment.isEmpty ? finding : "\(finding): \(comment)"), sourceLocation: place)
}
