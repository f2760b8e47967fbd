import '@feelback/js/auto';
