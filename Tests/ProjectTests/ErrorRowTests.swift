import HarnessKit
import TestSupport
import Testing

@testable import Project

/// How tools print errors: every row's own examples.
struct ErrorRowTests {
    @Test func `Every row's patterns are patterns, and every row has examples of both sorts`() throws {
        for row in ErrorRow.all {
            _ = try Pattern(row.pattern)
            if let opening = row.opening { _ = try Pattern(opening) }
            expect(!row.examples.isEmpty && !row.misses.isEmpty, "\(row.tool)")
        }
    }

    @Test(arguments: ErrorRow.all.indices)
    func `A row reads its examples, alone and among all others, and nothing else`(index: Int) throws {
        let row = ErrorRow.all[index]
        for (text, errors) in row.examples {
            for table in [[row], ErrorRow.all] {
                var reading = ErrorReading(table)
                reading.read(Bytes(text.utf8))
                expect(reading.errors.map(\.text), is: errors, "\(row.tool): \(text)")
            }
        }
        for text in row.misses {
            var reading = ErrorReading([row])
            reading.read(Bytes(text.utf8))
            expect(reading.errors.isEmpty, "\(row.tool): \(text)")
        }
    }

    @Test func `Two megabytes of noise are read in a few seconds, and errors within are found`() throws {
        let noise = String(repeating: "[INFO] Compiling something.swift: no error here, at all: 12:13\n", count: 16_000)
        var reading = ErrorReading()
        let started = Clock.system.uptime()
        reading.read(Bytes((noise + "main.c:1:2: error: x\n" + noise).utf8))
        expect(reading.errors.map(\.text), is: ["main.c:1:2: x"])
        expect(Clock.system.uptime() - started < .seconds(60))
    }

    @Test func `There is an end to what is read, and what says the same twice counts once`() throws {
        var reading = ErrorReading()
        reading.read(Bytes((0..<2000).map { "a.c:\($0):1: error: x\na.c:\($0):1: error: x\n" }.joined().utf8))
        expect(reading.errors.count, is: ErrorReading.most)
    }
}
