/// How many rows and columns a screen has.
package struct ScreenSize: Equatable, Sendable {
    package var rows: Int
    package var columns: Int

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }
}

/// Remembers what a screen shows and sends only what changed.
package struct FrameBuffer {
    private var shown: [String] = []
    private var size = ScreenSize(rows: 0, columns: 0)

    package init() {}

    /// Forgets what is there: the next frame is drawn as a whole.
    package mutating func forget() { size = ScreenSize(rows: 0, columns: 0) }

    /// The bytes that bring the screen to these rows; empty where it shows them already.
    ///
    /// Colours are all that a row may hold besides text, and it ends with them off.
    package mutating func update(to rows: [(text: String, columns: Int)], on size: ScreenSize) -> String {
        var drawn = ""
        if size != self.size {
            drawn = "\u{1B}[0m\u{1B}[2J"
            shown = []
            self.size = size
        }
        for index in 0..<size.rows {
            let row = index < rows.count ? rows[index] : (text: "", columns: 0)
            let before = index < shown.count ? shown[index] : ""
            guard row.text != before else { continue }
            // Clearing behind a full row would take its last column on some terminals.
            let clearing = row.columns < size.columns ? "\u{1B}[K" : ""
            drawn += "\u{1B}[\(index + 1);1H\(row.text)\(clearing)"
        }
        shown = (0..<size.rows).map { $0 < rows.count ? rows[$0].text : "" }
        return drawn
    }
}
