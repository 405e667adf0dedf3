import HarnessKit

/// Which lessons speak of which failures: three telling words in common, and half of the shorter one's.
struct LessonMatching {
    private let evidence: Evidence
    private let lessons: [Lesson]
    private let words: [Set<String>]
    /// The lessons that a word stands in; words of many lessons tell nothing.
    private let index: [String: [Int]]
    private let told: [String: Set<String>]

    init(_ evidence: Evidence) {
        self.evidence = evidence
        let history = evidence.history
        var seen: Set<String> = []
        let cut = history.tasks.flatMap { $0.recalls.flatMap(\.cut) }
        let lessons = (history.lessons + cut).filter { seen.insert($0.text).inserted }
        var index: [String: [Int]] = [:]
        let words = lessons.map { Self.tellingWords(Words($0.text)) }
        for (number, words) in words.enumerated() {
            for word in words { index[word, default: []].append(number) }
        }
        self.lessons = lessons
        self.words = words
        self.index = index.filter { $0.value.count <= max(4, lessons.count / 20) }
        told = Dictionary(
            history.tasks.map { ($0.id, Set($0.recalls.flatMap { $0.shown.map(\.text) })) },
            uniquingKeysWith: { $0.union($1) })
    }

    func clusters() -> [Cluster] {
        guard !lessons.isEmpty else { return [] }
        var clusters: [Int: Cluster] = [:]
        for shape in evidence.shapes(ofAtLeast: 1) {
            for lesson in lessonsFitting(shape) {
                for member in shape.members where isMissed(lesson, by: evidence.history.incidents[member]) {
                    clusters[lesson, default: Cluster(subject: lessons[lesson].text)].members.append(member)
                }
            }
        }
        return clusters.keys.sorted().compactMap { clusters[$0] }
    }

    private func lessonsFitting(_ shape: Evidence.Shape) -> [Int] {
        let said = Self.tellingWords(Words(shape.text))
        var shared: [Int: Int] = [:]
        for word in said { for lesson in index[word] ?? [] { shared[lesson, default: 0] += 1 } }
        return shared.filter { $0.value >= 3 && 2 * $0.value >= min(said.count, words[$0.key].count) }.map(\.key)
            .sorted()
    }

    /// It was there before, the failure is one of the code, and the task was not told.
    private func isMissed(_ number: Int, by incident: Incident) -> Bool {
        guard Incident.Kind.ofCode.contains(incident.kind) else { return false }
        let lesson = lessons[number]
        if let known = lesson.at, let failed = incident.at, known >= failed { return false }
        guard let task = incident.task else { return false }
        return told[task]?.contains(lesson.text) != true
    }

    private static func tellingWords(_ words: Words) -> Set<String> {
        Set(words.each.filter { $0.utf8.count >= 3 && !common.contains($0) })
    }

    private static let common: Set<String> = [
        "the", "and", "for", "not", "with", "that", "this", "from", "are", "was", "has", "have", "its", "but", "can",
        "cannot", "error", "failed", "fails", "test", "tests", "text", "path", "while", "when", "before", "after",
        "into",
        "need", "needs", "must", "should", "file", "line", "all", "one", "use", "run", "found", "expected", "you",
        "time",
    ]
}
