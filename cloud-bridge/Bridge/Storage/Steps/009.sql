-- Schema 9: bundles, rollouts, and which appliance is offered what.
CREATE TABLE "update_bundles" (
    "Version" TEXT NOT NULL CONSTRAINT "PK_update_bundles" PRIMARY KEY,
    "Compatible" TEXT NOT NULL,
    "Size" INTEGER NOT NULL,
    "Sha256" TEXT NOT NULL,
    "At" INTEGER NOT NULL
);
CREATE TABLE "rollouts" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_rollouts" PRIMARY KEY AUTOINCREMENT,
    "Version" TEXT NOT NULL,
    "Group" TEXT NOT NULL,
    "Stages" TEXT NOT NULL,
    "SoakHours" INTEGER NOT NULL,
    "MostFailures" INTEGER NOT NULL,
    "WindowFrom" TEXT NULL,
    "WindowUntil" TEXT NULL,
    "Expires" INTEGER NOT NULL,
    "BeganAt" INTEGER NOT NULL,
    "BeganBy" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "Stage" INTEGER NOT NULL,
    "ProvenAt" INTEGER NULL
);
ALTER TABLE "device_wishes" ADD COLUMN "Rollout" INTEGER NULL;
ALTER TABLE "device_wishes" ADD COLUMN "Update" TEXT NULL;
ALTER TABLE "device_wishes" ADD COLUMN "IsPinned" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "device_wishes" ADD COLUMN "SkippedUpdate" TEXT NULL;
