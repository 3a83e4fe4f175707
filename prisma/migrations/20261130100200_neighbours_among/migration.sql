-- Among how many samples the neighbours of a sample were searched: once there are many more, they are searched again.
ALTER TABLE learned_weights ADD COLUMN neighbours_among integer;
