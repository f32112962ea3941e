-- A message that was delivered once has arrived, whatever is said of it later: 2 is bounced from now on, and 3 delivered.
UPDATE challenge SET stage = 5 - stage WHERE stage IN (2, 3);
