"""How the model is made: generator, dataset, training, evaluation, export."""
