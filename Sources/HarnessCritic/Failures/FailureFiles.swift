import HarnessKit

/// Reads folders of JSON files, each with one value or a list, and of JSON lines.
///
/// What cannot be read is named and skipped; the next good file or line counts.
enum FailureFiles {
    /// Calls with every record; what that throws is said with the record's place.
    static func read(_ path: Path, into history: inout History, _ take: (JSON, inout History) throws -> Void) throws {
        guard FileStatus(following: path)?.kind == .folder else { return }
        let folder = try Folder(path)
        for name in try folder.names() {
            guard name.hasSuffix(".json") || name.hasSuffix(".jsonl"), let file = RelativePath(name) else { continue }
            do {
                guard let bytes = try folder.read(file) else { continue }
                if name.hasSuffix(".jsonl") {
                    readLines(bytes, name, into: &history, take)
                } else {
                    let value = try JSON.Source(name: name, bytes: bytes, options: .loneSurrogates).value()
                    readValue(value, name, into: &history, take)
                }
            } catch {
                history.skipped.append(Failure(translating: error).message)
            }
        }
    }

    private static func readLines(
        _ bytes: Bytes, _ name: String, into history: inout History, _ take: (JSON, inout History) throws -> Void
    ) {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                try take(try JSON.parse(Bytes(line), .loneSurrogates), &history)
            } catch let error as JSONMismatches {
                history.skipped.append("\(name):\(number): \(error.mismatches.first?.message ?? "malformed")")
            } catch {
                history.skipped.append("\(name):\(number): not JSON")
            }
        }
    }

    private static func readValue(
        _ value: JSON, _ name: String, into history: inout History, _ take: (JSON, inout History) throws -> Void
    ) {
        let items = value.items
        for (index, item) in (items ?? [value]).enumerated() {
            do {
                try take(item, &history)
            } catch {
                let place = items == nil ? name : "\(name), item \(index + 1)"
                let reason = (error as? JSONMismatches)?.mismatches.first?.message ?? "malformed"
                history.skipped.append("\(place): \(reason)")
            }
        }
    }
}
