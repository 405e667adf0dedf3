import HarnessKit

/// What other tools ask of memory, as functions that return values.
package enum Recall {
    /// Entries that answer a question, the best first.
    package static func search(_ query: SearchQuery, in folder: MemoryFolder, _ context: Context) throws
        -> SearchResults
    {
        var query = query
        query.now = context.clock.now()
        return try MemoryIndex.with(folder, in: context) { try Search($0).results(for: query) }
    }
}
