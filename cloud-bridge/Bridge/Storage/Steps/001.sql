-- Schema 1: patrons, items, loans, card links; inbox, requests, staff queue; devices.
-- Times are Unix milliseconds (UTC), days are ISO 8601 text.
CREATE TABLE "devices" (
    "Name" TEXT NOT NULL CONSTRAINT "PK_devices" PRIMARY KEY,
    "TokenHash" BLOB NOT NULL,
    "SealKey" TEXT NOT NULL
);

CREATE TABLE "inbox" (
    "Device" TEXT NOT NULL,
    "Epoch" TEXT NOT NULL,
    "Sequence" INTEGER NOT NULL,
    "EventId" TEXT NOT NULL,
    "Type" TEXT NOT NULL,
    "ReceivedAt" INTEGER NOT NULL,
    "Fingerprint" BLOB NOT NULL,
    "Waiting" BLOB NULL,
    CONSTRAINT "PK_inbox" PRIMARY KEY ("Device", "Epoch", "Sequence")
);

CREATE TABLE "items" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_items" PRIMARY KEY AUTOINCREMENT,
    "Barcode" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Title" TEXT NOT NULL,
    "Author" TEXT NULL,
    "Isbn" TEXT NULL,
    "Publisher" TEXT NULL,
    "Shelf" TEXT NULL,
    "Rule" TEXT NOT NULL,
    "Status" TEXT NOT NULL
);

CREATE TABLE "loan_requests" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_loan_requests" PRIMARY KEY,
    "Device" TEXT NOT NULL,
    "Outcome" TEXT NULL,
    "Settlement" TEXT NOT NULL,
    "LoanId" INTEGER NULL,
    "PatronId" INTEGER NULL,
    "Item" TEXT NULL,
    "AskedOn" TEXT NOT NULL
);

CREATE TABLE "nonces" (
    "Device" TEXT NOT NULL,
    "Nonce" BLOB NOT NULL,
    "Until" INTEGER NOT NULL,
    CONSTRAINT "PK_nonces" PRIMARY KEY ("Device", "Nonce")
);

CREATE TABLE "patrons" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_patrons" PRIMARY KEY AUTOINCREMENT,
    "Number" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Kana" TEXT NULL,
    "Category" TEXT NOT NULL,
    "BirthDate" TEXT NULL,
    "Expires" TEXT NULL,
    "Block" TEXT NULL,
    "LibraryCard" TEXT NULL
);

CREATE TABLE "staff_tasks" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_staff_tasks" PRIMARY KEY AUTOINCREMENT,
    "At" INTEGER NOT NULL,
    "Device" TEXT NOT NULL,
    "Reason" TEXT NOT NULL,
    "Detail" TEXT NULL,
    "Epoch" TEXT NULL,
    "Sequence" INTEGER NULL,
    "Request" TEXT NULL,
    "PatronId" INTEGER NULL,
    "Item" TEXT NULL,
    "Payload" BLOB NULL,
    "Fingerprint" BLOB NULL
);

CREATE TABLE "watermarks" (
    "Device" TEXT NOT NULL,
    "Epoch" TEXT NOT NULL,
    "Applied" INTEGER NOT NULL,
    "MovedAt" INTEGER NOT NULL,
    CONSTRAINT "PK_watermarks" PRIMARY KEY ("Device", "Epoch")
);

CREATE TABLE "links" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_links" PRIMARY KEY AUTOINCREMENT,
    "PatronId" INTEGER NOT NULL,
    "SerialHash" BLOB NOT NULL,
    "Ppid" BLOB NOT NULL,
    "TextPublicKey" BLOB NULL,
    "LinkedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_links_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE CASCADE
);

CREATE TABLE "loans" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_loans" PRIMARY KEY AUTOINCREMENT,
    "ItemId" INTEGER NOT NULL,
    "PatronId" INTEGER NOT NULL,
    "LentOn" TEXT NOT NULL,
    "Due" TEXT NOT NULL,
    CONSTRAINT "FK_loans_items_ItemId" FOREIGN KEY ("ItemId") REFERENCES "items" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_loans_patrons_PatronId" FOREIGN KEY ("PatronId") REFERENCES "patrons" ("Id") ON DELETE RESTRICT
);

CREATE INDEX "IX_inbox_EventId" ON "inbox" ("EventId");

CREATE UNIQUE INDEX "IX_items_Key" ON "items" ("Key");

CREATE INDEX "IX_links_PatronId" ON "links" ("PatronId");

CREATE UNIQUE INDEX "IX_links_SerialHash" ON "links" ("SerialHash");

CREATE UNIQUE INDEX "IX_loans_ItemId" ON "loans" ("ItemId");

CREATE INDEX "IX_loans_PatronId" ON "loans" ("PatronId");

CREATE UNIQUE INDEX "IX_patrons_LibraryCard" ON "patrons" ("LibraryCard");

CREATE UNIQUE INDEX "IX_patrons_Number" ON "patrons" ("Number");

CREATE INDEX "IX_staff_tasks_Device_Fingerprint" ON "staff_tasks" ("Device", "Fingerprint");
