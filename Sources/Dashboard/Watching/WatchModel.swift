import HarnessKit

/// What `watch` shows and where the cursor stands: moved by keys, and nothing else.
struct WatchModel {
    enum Effect: Equatable { case none, quit, suspend, redraw, read }

    private struct View {
        let place: Place
        var content = PlaceContent("", [])
        var cursor = 0
        var top = 0
    }

    private var views = [View(place: .tasks)]

    private var view: View {
        get { views[views.count - 1] }
        set { views[views.count - 1] = newValue }
    }

    /// What is looked at; its content is to be read.
    var place: Place { view.place }

    /// Takes in what is there now; the cursor stays with what it stood on.
    mutating func show(_ content: PlaceContent) {
        let chosen = view.content.rows.indices.contains(view.cursor) ? view.content.rows[view.cursor].opens : nil
        view.content = content
        if let chosen, let index = content.rows.firstIndex(where: { $0.opens == chosen }) { view.cursor = index }
        view.cursor = max(0, min(view.cursor, content.rows.count - 1))
        if canChoose, content.rows[view.cursor].opens == nil {
            view.cursor = nearest(to: view.cursor, 1) ?? nearest(to: view.cursor, -1) ?? view.cursor
        }
    }

    /// What a key does.
    mutating func press(_ key: Key, on size: ScreenSize) -> Effect {
        let page = max(1, Self.bodyRows(size) - 1)
        switch key {
        case .interrupt, .character("q"): return .quit
        case .suspend: return .suspend
        case .redraw: return .redraw
        case .up, .character("k"): move(-1, size)
        case .down, .character("j"): move(1, size)
        case .pageUp, .character("b"): for _ in 0..<page { move(-1, size) }
        case .pageDown, .character(" "): for _ in 0..<page { move(1, size) }
        case .home, .character("g"): moveToEnd(-1, size)
        case .end, .character("G"): moveToEnd(1, size)
        case .enter, .right, .character("l"): return open()
        case .escape, .left, .backspace, .character("h"): return leave(isEscape: key == .escape)
        default: break
        }
        return .none
    }

    /// The whole screen, its last line the keys; which of its lines is chosen.
    mutating func screen(on size: ScreenSize, clock: String) -> (lines: [StyledLine], chosen: Int?) {
        let body = Self.bodyRows(size)
        keepInSight(body)
        var head = StyledLine(
            " " + view.content.title.cut(toColumns: max(4, size.columns - clock.columns - 3)), .strong)
        head.pad(to: size.columns - clock.columns - 1)
        head.add(clock, .soft)
        var lines = [head.cut(to: size.columns)]
        let rows = view.content.rows.dropFirst(view.top).prefix(body)
        lines += rows.map { row in
            var line = StyledLine(" ")
            line.add(row.line)
            return line.cut(to: size.columns)
        }
        let chosen = canChoose ? view.cursor - view.top + 1 : nil
        lines += Array(repeating: StyledLine(), count: max(0, body - rows.count))
        if size.rows > 2 { lines.append(foot(size, body)) }
        return (Array(lines.prefix(size.rows)), chosen)
    }

    private func foot(_ size: ScreenSize, _ body: Int) -> StyledLine {
        let back = views.count > 1 ? "esc back  " : ""
        let look = canChoose ? "enter look inside  " : ""
        var line = StyledLine(" j/k move  \(look)\(back)q quit".cut(toColumns: size.columns), .soft)
        let count = view.content.rows.count
        if count > body {
            let place = "\(min(count, view.top + body))/\(count)"
            if line.columns + place.columns + 2 < size.columns {
                line.pad(to: size.columns - place.columns - 1)
                line.add(place, .soft)
            }
        }
        return line
    }

    private static func bodyRows(_ size: ScreenSize) -> Int { max(1, size.rows - 2) }

    private var canChoose: Bool { view.content.rows.contains { $0.opens != nil } }

    /// The next row in a direction that can be chosen, this one included.
    private func nearest(to index: Int, _ step: Int) -> Int? {
        var index = index
        while view.content.rows.indices.contains(index) {
            if view.content.rows[index].opens != nil { return index }
            index += step
        }
        return nil
    }

    private mutating func move(_ step: Int, _ size: ScreenSize) {
        guard canChoose else {
            view.top = max(0, min(view.top + step, view.content.rows.count - Self.bodyRows(size)))
            return
        }
        if let index = nearest(to: view.cursor + step, step) {
            view.cursor = index
        } else if step < 0 {
            // What stands above the first that can be chosen comes into sight again.
            view.top = 0
        }
    }

    private mutating func moveToEnd(_ step: Int, _ size: ScreenSize) {
        let last = max(0, view.content.rows.count - 1)
        guard canChoose else {
            view.top = step < 0 ? 0 : max(0, last + 1 - Self.bodyRows(size))
            return
        }
        view.cursor = nearest(to: step < 0 ? 0 : last, -step) ?? view.cursor
        if step < 0 { view.top = 0 }
    }

    private mutating func open() -> Effect {
        guard view.content.rows.indices.contains(view.cursor), let place = view.content.rows[view.cursor].opens else {
            return .none
        }
        views.append(View(place: place))
        return .read
    }

    private mutating func leave(isEscape: Bool) -> Effect {
        guard views.count > 1 else { return isEscape ? .quit : .none }
        views.removeLast()
        return .read
    }

    private mutating func keepInSight(_ body: Int) {
        let last = max(0, view.content.rows.count - body)
        if canChoose {
            // Above the first that can be chosen stands what it belongs to.
            let isFirst = nearest(to: 0, 1) == view.cursor
            if view.cursor < view.top { view.top = isFirst && view.cursor < body ? 0 : view.cursor }
            if view.cursor >= view.top + body { view.top = view.cursor - body + 1 }
        }
        view.top = max(0, min(view.top, last))
    }
}
