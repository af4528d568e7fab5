-- Schema 4: titles with their copies; renewals, holds, history of those who want one; what was done once, what was counted.
CREATE TABLE "titles" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_titles" PRIMARY KEY AUTOINCREMENT,
    "Name" TEXT NOT NULL,
    "Kana" TEXT NULL,
    "Author" TEXT NULL,
    "AuthorKana" TEXT NULL,
    "Publisher" TEXT NULL,
    "Published" TEXT NULL,
    "Isbn" TEXT NULL,
    "Record" TEXT NULL,
    "Kind" TEXT NOT NULL,
    "Search" TEXT NOT NULL
);

INSERT INTO "titles" ("Name", "Author", "Publisher", "Isbn", "Kind", "Search")
    SELECT "Title", "Author", "Publisher", "Isbn", CASE min("Rule") WHEN 'Av' THEN 'Av' WHEN 'Magazine' THEN 'Magazine' ELSE 'Book' END, ''
    FROM "items" GROUP BY "Title", "Author", "Publisher", "Isbn" ORDER BY min("Id");

-- Items lose columns and loans refer to them, so both are made anew. A loan's number is never given twice: requests name it after its return.
CREATE TABLE "moved_loans" AS SELECT * FROM "loans";
CREATE TABLE "moved_sequence" AS SELECT "seq" FROM "sqlite_sequence" WHERE "name" = 'loans';
DROP TABLE "loans";

CREATE TABLE "moved_items" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_items" PRIMARY KEY AUTOINCREMENT,
    "TitleId" INTEGER NOT NULL,
    "Barcode" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Shelf" TEXT NULL,
    "Branch" TEXT NULL,
    "At" TEXT NULL,
    "BoundFor" TEXT NULL,
    "Rule" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    CONSTRAINT "FK_items_titles_TitleId" FOREIGN KEY ("TitleId") REFERENCES "titles" ("Id") ON DELETE RESTRICT
);

INSERT INTO "moved_items" ("Id", "TitleId", "Barcode", "Key", "Shelf", "Rule", "Status")
    SELECT i."Id", t."Id", i."Barcode", i."Key", i."Shelf", i."Rule", i."Status" FROM "items" i
    JOIN "titles" t ON t."Name" = i."Title" AND t."Author" IS i."Author" AND t."Publisher" IS i."Publisher" AND t."Isbn" IS i."Isbn";

DROP TABLE "items";
ALTER TABLE "moved_items" RENAME TO "items";

CREATE TABLE "loans" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_loans" PRIMARY KEY AUTOINCREMENT,
    "ItemId" INTEGER NOT NULL,
    "PatronId" INTEGER NOT NULL,
    "LentOn" TEXT NOT NULL,
    "Due" TEXT NOT NULL,
    "Renewals" INTEGER NOT NULL DEFAULT 0,
    "DueSoonTold" INTEGER NOT NULL DEFAULT 0,
    "OverdueTold" INTEGER NOT NULL DEFAULT 0,
    "Fulfilled" TEXT NULL,
    CONSTRAINT "FK_loans_items_ItemId" FOREIGN KEY ("ItemId") REFERENCES "items" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_loans_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE RESTRICT
);

INSERT INTO "loans" ("Id", "ItemId", "PatronId", "LentOn", "Due") SELECT "Id", "ItemId", "PatronId", "LentOn", "Due" FROM "moved_loans";
DELETE FROM "sqlite_sequence" WHERE "name" = 'loans';
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'loans', "seq" FROM "moved_sequence";
DROP TABLE "moved_loans";
DROP TABLE "moved_sequence";

CREATE TABLE "holds" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_holds" PRIMARY KEY AUTOINCREMENT,
    "TitleId" INTEGER NOT NULL,
    "PatronId" INTEGER NULL,
    "Pickup" TEXT NOT NULL,
    "PlacedAt" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "ItemId" INTEGER NULL,
    "Slot" TEXT NULL,
    "Until" TEXT NULL,
    "ReadyTold" INTEGER NOT NULL,
    "ExpiringTold" INTEGER NOT NULL,
    CONSTRAINT "FK_holds_titles_TitleId" FOREIGN KEY ("TitleId") REFERENCES "titles" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_holds_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_holds_items_ItemId" FOREIGN KEY ("ItemId") REFERENCES "items" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "history" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_history" PRIMARY KEY AUTOINCREMENT,
    "PatronId" INTEGER NOT NULL,
    "TitleId" INTEGER NOT NULL,
    "LentOn" TEXT NOT NULL,
    "ReturnedOn" TEXT NOT NULL,
    CONSTRAINT "FK_history_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_history_titles_TitleId" FOREIGN KEY ("TitleId") REFERENCES "titles" ("Id") ON DELETE CASCADE
);

CREATE TABLE "changes" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_changes" PRIMARY KEY,
    "At" INTEGER NOT NULL,
    "Outcome" TEXT NOT NULL
);

CREATE TABLE "counters" (
    "Day" TEXT NOT NULL,
    "Hour" INTEGER NOT NULL,
    "Branch" TEXT NOT NULL,
    "Device" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Reason" TEXT NOT NULL,
    "Count" INTEGER NOT NULL,
    CONSTRAINT "PK_counters" PRIMARY KEY ("Day", "Hour", "Branch", "Device", "Kind", "Reason")
);

ALTER TABLE "patrons" ADD COLUMN "KeepsHistory" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "patrons" ADD COLUMN "MailsTitles" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "IX_titles_Isbn" ON "titles" ("Isbn");

CREATE INDEX "IX_titles_Record" ON "titles" ("Record");

CREATE UNIQUE INDEX "IX_items_Key" ON "items" ("Key");

CREATE INDEX "IX_items_TitleId" ON "items" ("TitleId");

CREATE UNIQUE INDEX "IX_loans_ItemId" ON "loans" ("ItemId");

CREATE INDEX "IX_loans_PatronId" ON "loans" ("PatronId");

CREATE UNIQUE INDEX "IX_holds_TitleId_PatronId" ON "holds" ("TitleId", "PatronId");

CREATE UNIQUE INDEX "IX_holds_ItemId" ON "holds" ("ItemId");

CREATE UNIQUE INDEX "IX_holds_Pickup_Slot" ON "holds" ("Pickup", "Slot");

CREATE INDEX "IX_holds_PatronId" ON "holds" ("PatronId");

CREATE INDEX "IX_history_PatronId" ON "history" ("PatronId");

CREATE INDEX "IX_history_TitleId" ON "history" ("TitleId");

CREATE INDEX "IX_changes_At" ON "changes" ("At");
