// The box of one appliance: panel, lamps and card zone on the left, keypad under its shield on the right.
// All lengths in millimetres. Faces are drawn flat ("on the face": u to the right, v up, w out of it) and then tilted.
// Print in PETG or ABS, 0.2 mm; front, shield and lid are separate parts (part = "front" | "shield" | "lid" | "base").
//
//   openscad -D 'view="appliance"' -o box.png enclosure.scad      or "exploded", "height", "part"

view = "appliance";
part = "front";

/* [What decides the rest] */
width = 240;
face = 220;              // length of the tilted front
tilt = 65;               // degrees from the table: readable standing and seated
lip = 25;                // upright strip below the front
depth = 125;
wall = 3;
floor_to_base = 780;     // where it is mounted; 700 and more stay free for knees

/* [Parts, outside measures] */
panel_module = [103, 78.5, 10];
panel_window = [86, 65];           // the active area is 84.8 x 63.6
reader = [42.7, 40.4, 5];          // PN532 module; its antenna is all of it
card = [85.6, 54];                 // ISO/IEC 7810 ID-1
card_wall = 2;                     // plastic between card and antenna
keypad = [70, 77, 8];
key_pitch = [19, 17];
board = [160, 100, 1.6];

/* [Places on the face, centres] */
panel_at = [68, 162];
card_at = [68, 58];
keypad_at = [176, 88];
scanner_at = [176, 180];
lamps_at = [68, 108];

key_rows = [for (r = [0 : 3]) keypad_at[1] + (1.5 - r) * key_pitch[1]];
function height_of(v) = floor_to_base + lip + v * sin(tilt);

// Reach and sight. A seated person reaches 380 to 1220 mm (ADA 308.2); 800 to 1100 needs no stretch.
assert(height_of(key_rows[0]) <= 1100 && height_of(key_rows[3]) >= 800, "keys are out of a seated person's reach");
assert(height_of(card_at[1]) <= 1100 && height_of(card_at[1]) >= 800, "the card zone is out of reach");
assert(height_of(panel_at[1]) <= 1220, "the screen must be seen from 1015 mm (ADA 707.7.1)");
assert(floor_to_base >= 700, "no room for knees");
// The antenna's field dies at metal: the panel's frame, the keypad's foil and the boards keep their distance.
assert(panel_at[1] - panel_module[1] / 2 - card_at[1] - reader[1] / 2 >= 20, "panel too near to the antenna");
assert(keypad_at[0] - keypad[0] / 2 - card_at[0] - reader[0] / 2 >= 20, "keypad too near to the antenna");
assert(card_wall <= 3, "read range is lost");

body = "WhiteSmoke"; dark = "DimGray"; accent = "SteelBlue";

module on_face() translate([0, 0, lip]) rotate([tilt, 0, 0]) children();
module at(p) translate([p[0], p[1], 0]) children();
module rounded(size, r = 4) linear_extrude(size[2]) offset(r) offset(-r) square([size[0], size[1]], center = true);

module profile() polygon([[0, 0], [0, lip], [face * cos(tilt), lip + face * sin(tilt)], [depth, lip + face * sin(tilt)], [depth, 0]]);
module side_extrude(w) rotate([90, 0, 90]) linear_extrude(w) children();

// Screws: M3 into printed posts, four for the front, four for the lid.
front_screws = [for (u = [11, width - 11], v = [11, face - 11]) [u, v]];
lid_top = lip + face * sin(tilt);
lid_screws = [for (u = [13, width - 13], z = [13, lid_top - 13]) [u, z]];
module post(length) difference() { cylinder(d = 9, h = length, $fn = 32); translate([0, 0, 1]) cylinder(d = 2.6, h = length, $fn = 24); }

module base() color(body) {
    difference() {
        side_extrude(width) profile();
        translate([wall, 0, 0]) side_extrude(width - 2 * wall) offset(-wall) profile();
        on_face() translate([wall, wall, -wall - 1]) cube([width - 2 * wall, face - 2 * wall, wall + 2]);   // the front closes it
        translate([wall + 6, depth - wall - 1, wall + 6]) cube([width - 2 * wall - 12, wall + 2, lid_top - 2 * wall - 12]);   // the lid too
        translate([width / 2, depth - 20, -1]) cylinder(d = 16, h = wall + 2, $fn = 48);   // cables leave downwards
    }
    on_face() for (screw = front_screws) at(screw) translate([0, 0, -wall - 12.2]) post(12);
    for (screw = lid_screws) translate([screw[0], depth - wall - 12, screw[1]]) rotate([-90, 0, 0]) post(12);
}

module front() {
    color(body) difference() {
        translate([0.3 + wall, 0.3 + wall, -wall]) cube([width - 2 * wall - 0.6, face - 2 * wall - 0.6, wall]);
        at(panel_at) translate([0, 0, -wall - 1]) rounded([panel_window[0], panel_window[1], wall + 2], 1);
        at(card_at) translate([0, 0, card_wall - wall]) rounded([card[0] + 5, card[1] + 5, wall]);            // a recess that guides the card
        at(keypad_at) translate([0, 0, -wall - 1]) rounded([keypad[0] - 6, keypad[1] - 6, wall + 2], 2);
        at(scanner_at) translate([0, 0, -wall - 1]) rounded([62, 26, wall + 2], 3);
        for (screw = front_screws) at(screw) translate([0, 0, -wall - 1]) cylinder(d = 3.3, h = wall + 2, $fn = 24);
        for (k = [-1 : 1]) at(lamps_at + [25 * k, 0]) translate([0, 0, -wall - 1]) cylinder(d = 5.2, h = wall + 2, $fn = 32);
        for (a = [-2 : 2]) at([176 + 5 * a, 30]) translate([0, 0, -wall - 1]) cylinder(d = 2, h = wall + 2, $fn = 16);   // buzzer
    }
    // where to hold the card: raised, so that fingers find it
    color(accent) at(card_at) difference() {
        translate([0, 0, 0.05]) rounded([card[0] + 9, card[1] + 9, 1]);
        translate([0, 0, -0.5]) rounded([card[0] + 5, card[1] + 5, 3]);
    }
    color("LightSteelBlue") at(card_at) translate([0, 0, card_wall - wall + 0.02]) rounded([card[0] + 4.8, card[1] + 4.8, 0.2]);
    color("White") at(card_at) for (r = [9, 16, 23]) translate([-12, 0, card_wall - wall + 0.2]) linear_extrude(0.6)
        intersection() { difference() { circle(r, $fn = 64); circle(r - 3, $fn = 64); } polygon([[0, 0], [40, 34], [40, -34]]); }
}

// Three walls, high at the top and the sides towards the queue, open to the hand; inside dark against reflections.
module shield() color(dark) at(keypad_at) translate([0, 0, 0.1]) {
    inner = [keypad[0] + 14, keypad[1] + 10];
    difference() {
        hull() {
            translate([-inner[0] / 2 - 2.5, inner[1] / 2, 0]) cube([inner[0] + 5, 2.5, 62]);
            translate([-inner[0] / 2 - 2.5, -inner[1] / 2, 0]) cube([inner[0] + 5, 2.5, 28]);
        }
        translate([-inner[0] / 2, -inner[1] / 2 - 1, -1]) cube([inner[0], inner[1] + 1, 100]);
    }
}

module keys() {
    color("Black") translate([0, 0, -keypad[2]]) rounded(keypad, 3);
    labels = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
    for (r = [0 : 3], c = [0 : 2]) translate([(c - 1) * key_pitch[0], (1.5 - r) * key_pitch[1], 0]) {
        color(r == 3 && c == 2 ? "SeaGreen" : r == 3 && c == 0 ? "Goldenrod" : "Gainsboro") rounded([15, 13, 3], 3);
        color("Black") translate([0, 0, 3]) linear_extrude(0.3) text(labels[3 * r + c], size = 7, halign = "center", valign = "center");
        if (r == 1 && c == 1) color("Black") translate([0, -5, 3]) sphere(d = 1.8, $fn = 24);   // the dot on the 5
    }
}

module panel() {
    color("Silver") translate([0, 0, -panel_module[2]]) linear_extrude(panel_module[2] - 1) square([panel_module[0], panel_module[1]], center = true);
    color("Ivory") translate([0, 0, -1]) linear_extrude(0.6) square([84.8, 63.6], center = true);
    color("Black") translate([0, 14, -0.4]) linear_extrude(0.2) text("カードを", font = "Noto Sans CJK JP:style=Bold", size = 8, halign = "center");
    color("Black") translate([0, -2, -0.4]) linear_extrude(0.2) text("かざしてください", font = "Noto Sans CJK JP:style=Bold", size = 7, halign = "center");
    color("Black") translate([0, -20, -0.4]) linear_extrude(0.2) text("Hold your card below", size = 5.2, halign = "center");
}

module reader_module() color("FireBrick") translate([0, 0, -reader[2]]) linear_extrude(1.6) square([reader[0], reader[1]], center = true);

module lamps() for (k = [0 : 2]) color(["Red", "LimeGreen", "RoyalBlue"][k]) at(lamps_at + [25 * (k - 1), 0]) { cylinder(d = 5, h = 1, $fn = 32); translate([0, 0, 1]) sphere(d = 5, $fn = 32); }

module electronics() {
    color("DarkGreen") translate([40, 18, wall + 8]) cube(board);
    color("SeaGreen") translate([46, 26, wall + 18]) cube([85, 56, 1.6]);                                   // Raspberry Pi on the header
    color("Black") for (k = [0 : 2]) translate([140, 30 + 22 * k, wall + 19]) rotate([0, 90, 0]) cylinder(d = 18, h = 60, $fn = 48);   // hold-up cells
}

module lid() color(body) difference() {
    translate([wall + 4, depth - wall, wall + 4]) cube([width - 2 * wall - 8, wall, lid_top - 2 * wall - 8]);
    for (screw = lid_screws) translate([screw[0], depth - wall - 1, screw[1]]) rotate([-90, 0, 0]) cylinder(d = 3.3, h = wall + 2, $fn = 24);
    for (z = [40, 190], k = [-3 : 3]) translate([width / 2 + 22 * k - 2, depth - wall - 1, z]) cube([4, wall + 2, 22]);   // warm air leaves at the top, cool air enters below
}

module fittings(gap = 0) on_face() {
    translate([0, 0, 3 * gap]) shield();
    translate([0, 0, 2 * gap]) { front(); lamps(); }
    translate([0, 0, gap]) {
        at(keypad_at) translate([0, 0, -1]) keys();
        at(panel_at) translate([0, 0, -wall]) panel();
        at(card_at) translate([0, 0, -wall - 1]) reader_module();
        color([0.1, 0.1, 0.15]) at(scanner_at) translate([0, 0, -wall - 12]) rounded([60, 24, 14], 3);
    }
}

module appliance() { base(); fittings(); lid(); }

module mark(z, words) {
    color("Black") translate([-70, -40, z - 1]) cube([width + 110, 2, 3]);
    color("Black") translate([-390, -40, z - 12]) rotate([90, 0, 0]) linear_extrude(1) text(words, size = 28);
}

if (view == "appliance") appliance();
if (view == "exploded") { base(); electronics(); fittings(85); translate([0, 110, 0]) lid(); }
if (view == "height") {
    translate([0, 0, floor_to_base]) appliance();
    color("SlateGray") translate([width / 2 - 40, 50, 20]) cube([80, 60, floor_to_base - 20]);
    color("SlateGray") translate([-20, -20, 0]) cube([width + 40, 260, 20]);
    mark(height_of(panel_at[1]), str("screen ", round(height_of(panel_at[1])), " mm"));
    mark(height_of(key_rows[0]), str("top keys ", round(height_of(key_rows[0])), " mm"));
    mark(height_of(card_at[1]), str("card ", round(height_of(card_at[1])), " mm"));
    mark(floor_to_base, str("knees ", floor_to_base, " mm"));
    mark(0, "floor");
}
if (view == "part") { if (part == "front") front(); if (part == "shield") shield(); if (part == "lid") lid(); if (part == "base") base(); }
