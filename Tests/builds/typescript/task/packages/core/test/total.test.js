const test = require("node:test");
const assert = require("node:assert");
const { total } = require("../dist/cart.js");

test("two at three cost six", () => assert.strictEqual(total(3, 2), 6));
test("none cost nothing", () => assert.strictEqual(total(3, 0), 0));
