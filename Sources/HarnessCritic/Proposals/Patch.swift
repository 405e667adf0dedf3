import HarnessKit

/// A change of one text file as `git apply` reads it.
enum Patch {
    private static let context = 3

    /// The one hunk between two texts; nil as the old one is a file that is not there.
    static func text(of file: String, from old: String?, to new: String) -> String {
        let (before, after) = (lines(old ?? ""), lines(new))
        var start = 0
        while start < before.count, start < after.count, before[start] == after[start] { start += 1 }
        var end = 0
        while end < before.count - start, end < after.count - start,
            before[before.count - 1 - end] == after[after.count - 1 - end]
        { end += 1 }
        let head = max(0, start - context)
        let tail = min(end, context)
        let oldCount = before.count - end + tail - head
        let newCount = after.count - end + tail - head
        var hunk = ["@@ -\(place(head, oldCount)) +\(place(head, newCount)) @@"]
        hunk += before[head..<start].map { " " + $0 }
        hunk += before[start..<(before.count - end)].map { "-" + $0 }
        hunk += after[start..<(after.count - end)].map { "+" + $0 }
        hunk += before[(before.count - end)..<(before.count - end + tail)].map { " " + $0 }
        let names = old == nil ? ["--- /dev/null", "+++ b/\(file)"] : ["--- a/\(file)", "+++ b/\(file)"]
        return (names + hunk).joined(separator: "\n")
    }

    private static func place(_ start: Int, _ count: Int) -> String { "\(count == 0 ? 0 : start + 1),\(count)" }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
