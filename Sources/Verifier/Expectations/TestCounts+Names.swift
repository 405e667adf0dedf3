/// Counts by the names that expectations use.
extension TestCounts {
    static let names = ["passed", "failed", "skipped", "total"]

    subscript(name: String) -> Int? {
        ["passed": passed, "failed": failed, "skipped": skipped, "total": total][name]
    }
}
