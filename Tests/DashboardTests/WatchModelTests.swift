import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Dashboard

/// What keys do in `watch`, without a terminal.
struct WatchModelTests {
    private static let size = ScreenSize(rows: 8, columns: 40)
    private static let database: Path = "/ledger"

    private static func task(_ number: Int) throws -> Place {
        .task(Place.TaskKey(database: database, id: try #require(TaskID("t-\(number)"))))
    }

    private static func list(_ count: Int) throws -> PlaceContent {
        PlaceContent(
            "tasks",
            [PlaceRow(line: StyledLine("heading"))]
                + (try (0..<count).map { PlaceRow(line: StyledLine("task \($0)"), opens: try task($0)) }))
    }

    @Test func `Keys move, open, go back and quit`() throws {
        var model = WatchModel()
        model.show(try Self.list(3))
        expect(model.screen(on: Self.size, clock: "12:00").chosen, is: 2, "a heading is never chosen")
        expect(model.press(.character("j"), on: Self.size), is: .none)
        expect(model.screen(on: Self.size, clock: "12:00").chosen, is: 3)
        expect(model.press(.enter, on: Self.size), is: .read)
        expect(model.place, is: (try Self.task(1)))
        model.show(PlaceContent("inside", (1...20).map { PlaceRow(line: StyledLine("line \($0)")) }))
        expect(model.screen(on: Self.size, clock: "").chosen == nil)
        _ = model.press(.pageDown, on: Self.size)
        expect(model.screen(on: Self.size, clock: "").lines[1].text, is: " line 6")
        _ = model.press(.end, on: Self.size)
        expect(model.screen(on: Self.size, clock: "").lines[6].text, is: " line 20")
        expect(model.press(.escape, on: Self.size), is: .read)
        expect(model.place, is: .tasks)
        model.show(try Self.list(3))
        expect(model.screen(on: Self.size, clock: "").chosen, is: 3, "the cursor is where it was")
        expect(model.press(.escape, on: Self.size), is: .quit)
        expect(model.press(.interrupt, on: Self.size), is: .quit)
        expect(model.press(.suspend, on: Self.size), is: .suspend)
    }

    @Test func `The cursor stays with its task when others come`() throws {
        var model = WatchModel()
        model.show(PlaceContent("", [PlaceRow(line: StyledLine("b"), opens: try Self.task(2))]))
        model.show(
            PlaceContent(
                "",
                [
                    PlaceRow(line: StyledLine("a"), opens: try Self.task(1)),
                    PlaceRow(line: StyledLine("b"), opens: try Self.task(2)),
                ]))
        expect(model.screen(on: Self.size, clock: "").chosen, is: 2)
        model.show(PlaceContent("", []))
        expect(model.press(.down, on: Self.size), is: .none)
        expect(model.press(.enter, on: Self.size), is: .none)
    }

    @Test(arguments: [(1, 1), (2, 10), (3, 20), (20, 60), (24, 80), (60, 200)])
    func `Every size of screen is filled and never overfull`(rows: Int, columns: Int) throws {
        var model = WatchModel()
        model.show(try Self.list(100))
        let size = ScreenSize(rows: rows, columns: columns)
        for key in [Key.end, .home, .pageDown, .pageDown, .up, .down] {
            _ = model.press(key, on: size)
            let screen = model.screen(on: size, clock: "12:00 UTC")
            expect(screen.lines.count, is: rows)
            expect(screen.lines.allSatisfy { $0.columns <= columns })
            if rows > 2 { expect(screen.lines[screen.chosen ?? 0].text.hasPrefix(" task")) }
        }
    }
}
